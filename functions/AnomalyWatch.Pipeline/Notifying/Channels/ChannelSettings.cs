using System.Text.Json;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Notifying.Channels;

/// <summary>
/// One channel as it stands in the file. What is wrong is added to the faults and made up for by something harmless, so that the rest can be
/// looked at too; a fault names the channel and the setting and never the value.
/// </summary>
internal sealed class ChannelSettings
{
    /// <summary>The most secrets of one webhook: the old one, the new one, and one more.</summary>
    public const int MaxSecrets = 3;

    private const int MaxNameLength = 64;
    private const int MaxSecretFileBytes = 16 * 1024;

    private static readonly string[] Known = ["name", "type", "url", "urlEnv", "urlFile", "secrets", "secretEnv", "secretFile", "minSeverity"];

    private readonly Dictionary<string, JsonElement> _settings = new(StringComparer.Ordinal);
    private readonly List<string> _faults;
    private readonly string _label;

    /// <summary>Looks at a channel's properties; <paramref name="index"/> is its place in the list.</summary>
    public ChannelSettings(JsonElement element, int index, List<string> faults)
    {
        _faults = faults;
        Name = _label = $"channels[{index}]";
        if (element.ValueKind != JsonValueKind.Object)
        {
            Fault("is not an object");
            return;
        }

        foreach (var setting in element.EnumerateObject())
        {
            if (!Known.Contains(setting.Name, StringComparer.Ordinal))
            {
                Fault(IsWord(setting.Name) ? $"{setting.Name} is not a setting" : "has a setting that is none");
            }
            else if (!_settings.TryAdd(setting.Name, setting.Value))
            {
                Fault($"{setting.Name} is given twice");
            }
        }

        if (Text("name") is { Length: >= 1 and <= MaxNameLength } name && !name.Any(char.IsControl) && name.Trim() == name)
        {
            Name = name;
            _label = $"{_label} ({name})";
        }
        else
        {
            Fault($"name is not a text of 1 to {MaxNameLength} printable characters");
        }
    }

    /// <summary>The channel's name.</summary>
    public string Name { get; }

    /// <summary>Adds a fault.</summary>
    public void Fault(string fault) => _faults.Add($"{_label}: {fault}.");

    /// <summary>A setting that is a text; null where it is not given.</summary>
    public string? Text(string setting)
    {
        if (!_settings.TryGetValue(setting, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        Fault($"{setting} is not a text");
        return null;
    }

    /// <summary>The receiver's address; null with a fault where there is none.</summary>
    public SecretUri? Url()
    {
        if (Only("url", "urlEnv", "urlFile") is not { } setting || Secret(setting) is not { } text)
        {
            return null;
        }

        var uri = SecretUri.TryCreate(text, out var fault);
        if (fault is not null)
        {
            Fault($"{setting}: the address {fault}");
        }

        return uri;
    }

    /// <summary>The signing secrets; empty with a fault where there are none.</summary>
    public IReadOnlyList<WebhookSecret> Secrets()
    {
        if (Only("secrets", "secretEnv", "secretFile") is not { } setting)
        {
            return [];
        }

        var texts = setting == "secrets"
            ? List(_settings[setting])
            : Secret(setting)?.Reveal().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(text => new SecretText(text)).ToList();
        if (texts is null)
        {
            return [];
        }

        var secrets = texts.Select(WebhookSecret.TryParse).OfType<WebhookSecret>().ToList();
        if (secrets.Count != texts.Count || secrets.Count is < 1 or > MaxSecrets)
        {
            Fault($"{setting}: needs 1 to {MaxSecrets} secrets, each whsec_ and the base64 of 24 to 64 bytes");
        }

        return secrets;
    }

    /// <summary>The least severity told.</summary>
    public Severity MinSeverity()
    {
        if (Text("minSeverity") is { } name)
        {
            if (CamelCase.TryParse<Severity>(name, out var severity))
            {
                return severity;
            }

            Fault("minSeverity is none of low, medium, high, critical");
        }

        return Severity.Low;
    }

    /// <summary>Faults each of some settings that is given although the type of the channel has no use for it.</summary>
    public void Unused(params ReadOnlySpan<string> settings)
    {
        foreach (var setting in settings)
        {
            if (_settings.ContainsKey(setting))
            {
                Fault($"{setting} is of no use to this type");
            }
        }
    }

    /// <summary>A file of limited length. Throws <see cref="IOException"/> where it is longer.</summary>
    public static byte[] ReadFile(string path, int maxBytes)
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[maxBytes + 1];
        var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return length <= maxBytes ? bytes[..length] : throw new IOException("Too long.");
    }

    private static bool IsWord(string name) => name.Length is >= 1 and <= 40 && name.All(char.IsAsciiLetter);

    /// <summary>The one of some settings that is given.</summary>
    private string? Only(params string[] settings)
    {
        var given = settings.Where(_settings.ContainsKey).ToList();
        if (given.Count == 1)
        {
            return given[0];
        }

        Fault($"needs {(given.Count == 0 ? "one" : "only one")} of {string.Join(", ", settings)}");
        return null;
    }

    /// <summary>The text that a setting holds, or the environment variable or the file that it names.</summary>
    private SecretText? Secret(string setting)
    {
        if (Text(setting) is not { } text)
        {
            return null;
        }

        if (setting.EndsWith("Env", StringComparison.Ordinal))
        {
            if (Environment.GetEnvironmentVariable(text) is { Length: > 0 } value)
            {
                return new SecretText(value);
            }

            Fault($"{setting}: the environment variable that it names is not set");
            return null;
        }

        if (!setting.EndsWith("File", StringComparison.Ordinal))
        {
            return new SecretText(text);
        }

        try
        {
            return new SecretText(System.Text.Encoding.UTF8.GetString(ReadFile(text, MaxSecretFileBytes)));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            Fault($"{setting}: the file that it names cannot be read ({exception.GetType().Name})");
            return null;
        }
    }

    private List<SecretText>? List(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array || value.EnumerateArray().Any(element => element.ValueKind != JsonValueKind.String))
        {
            Fault("secrets is not a list of texts");
            return null;
        }

        return [.. value.EnumerateArray().Select(element => new SecretText(element.GetString()!))];
    }
}
