using System.Globalization;

namespace AnomalyWatch.Pipeline.Streaming.EventHubs;

/// <summary>
/// A connection string of Event Hubs: <c>Endpoint=sb://HOST[:PORT]/;SharedAccessKeyName=...;SharedAccessKey=...[;EntityPath=HUB][;UseDevelopmentEmulator=true]</c>.
/// Without a rule and its key, or as no more than the name of a host, it leaves it to Microsoft Entra ID to say who we are. Does not print its key.
/// </summary>
public sealed class EventHubsConnectionString
{
    private const int TlsPort = 5671;
    private const int PlainPort = 5672;

    private EventHubsConnectionString(EventHubsEndpoint endpoint, string? keyName, string? key, string? hub) =>
        (Endpoint, KeyName, Key, Hub) = (endpoint, keyName, key, hub);

    /// <summary>Where to connect to.</summary>
    public EventHubsEndpoint Endpoint { get; }

    /// <summary>The name of the shared access rule; null where there is no key.</summary>
    public string? KeyName { get; }

    /// <summary>The hub, where the string names one.</summary>
    public string? Hub { get; }

    /// <summary>Whether it carries a shared access key; else a token of Microsoft Entra ID is wanted.</summary>
    public bool HasKey => Key is not null;

    internal string? Key { get; }

    /// <summary>Reads a connection string. Throws <see cref="FormatException"/>, which names the part that is wrong and never its value.</summary>
    public static EventHubsConnectionString Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Uri.CheckHostName(text) == UriHostNameType.Dns && text.Contains('.', StringComparison.Ordinal))
        {
            return new EventHubsConnectionString(new EventHubsEndpoint(text), null, null, null);
        }

        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (name, value) = part.Split('=', 2) is [var left, var right] ? (left, right) : (part, "");
            parts[name] = value;
        }

        var isEmulator = parts.TryGetValue("UseDevelopmentEmulator", out var flag) && bool.TryParse(flag, out var isOn) && isOn;
        if (!Uri.TryCreate(Need(parts, "Endpoint"), UriKind.Absolute, out var uri) || uri.Scheme != "sb" || uri.Host.Length == 0)
        {
            throw new FormatException("Endpoint must be sb://HOST/.");
        }

        if (isEmulator && !uri.IsLoopback)
        {
            // Without TLS a key would cross the network in the open.
            throw new FormatException("UseDevelopmentEmulator=true goes with a loopback endpoint only.");
        }

        var port = uri.Port > 0 ? uri.Port : isEmulator ? PlainPort : TlsPort;
        var endpoint = new EventHubsEndpoint(uri.Host, port, UseTls: !isEmulator);
        var hub = parts.GetValueOrDefault("EntityPath");

        // An emulator has keys, so that no token of Entra ID ever goes out in the open.
        return isEmulator || parts.ContainsKey("SharedAccessKeyName") || parts.ContainsKey("SharedAccessKey")
            ? new EventHubsConnectionString(endpoint, Need(parts, "SharedAccessKeyName"), Need(parts, "SharedAccessKey"), hub)
            : new EventHubsConnectionString(endpoint, null, null, hub);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"sb://{Endpoint.Host}:{Endpoint.Port} as {KeyName ?? "Microsoft Entra ID has it"}");

    private static string Need(Dictionary<string, string> parts, string name) =>
        parts.TryGetValue(name, out var value) && value.Length > 0 ? value : throw new FormatException($"{name} is missing.");
}
