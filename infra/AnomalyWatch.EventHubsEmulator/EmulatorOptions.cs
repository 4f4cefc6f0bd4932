using AnomalyWatch.EventHubsEmulator.Amqp.Transport;
using AnomalyWatch.EventHubsEmulator.Log;

namespace AnomalyWatch.EventHubsEmulator;

/// <summary>A hub to be served.</summary>
/// <param name="Name">Its name, compared without regard to case.</param>
/// <param name="Partitions">How many partitions. A hub keeps the number it was made with.</param>
public sealed record HubOptions(string Name, int Partitions)
{
    /// <summary>Consumer groups beside <c>$Default</c>, which there always is.</summary>
    public IReadOnlyList<string> ConsumerGroups { get; init; } = [];
}

/// <summary>What the emulator serves, and how.</summary>
public sealed record EmulatorOptions
{
    /// <summary>The port on loopback; 0 for any that is free. Default 5672, where clients look for an emulator.</summary>
    public int Port { get; init; } = 5672;

    /// <summary>The port for AMQP in WebSockets, with TLS where <see cref="Tls"/> says so; 0 for any that is free, null for none. Default none.</summary>
    public int? WebSocketPort { get; init; }

    /// <summary>The hubs; at least one.</summary>
    public required IReadOnlyList<HubOptions> Hubs { get; init; }

    /// <summary>The folder of the events and keys; null keeps both in memory only.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Whether connections are encrypted, with a certificate for localhost that is made once per data folder. Default no: it is loopback.</summary>
    public bool Tls { get; init; }

    /// <summary>Says what a JWT put to <c>$cbs</c> allows, null for nothing. The emulator knows no issuer of such tokens, so without this (the default) it refuses them all. Called from any thread.</summary>
    public Func<string, JwtClaim?>? CheckJwt { get; init; }

    /// <summary>How each partition is kept; its folder and number are set by the emulator.</summary>
    public PartitionLogOptions Log { get; init; } = new();

    internal ConnectionLimits Limits { get; init; } = new();

    /// <summary>Throws one <see cref="ArgumentException"/> that names everything that is wrong.</summary>
    public void Validate()
    {
        var wrong = new List<string>();
        if (Port is < 0 or > ushort.MaxValue)
        {
            wrong.Add($"Port is {Port}; it lies between 0 and {ushort.MaxValue}.");
        }

        if (WebSocketPort is < 0 or > ushort.MaxValue)
        {
            wrong.Add($"WebSocketPort is {WebSocketPort}; it lies between 0 and {ushort.MaxValue}.");
        }

        if (Hubs.Count == 0)
        {
            wrong.Add("There is no hub.");
        }

        foreach (var name in Hubs.GroupBy(hub => hub.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
        {
            wrong.Add($"The hub '{name.Key}' is named more than once.");
        }

        if (wrong.Count > 0)
        {
            throw new ArgumentException($"The emulator's options do not hold: {string.Join(" ", wrong)}");
        }
    }
}
