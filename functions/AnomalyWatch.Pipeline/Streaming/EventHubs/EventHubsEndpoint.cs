using System.Net;

namespace AnomalyWatch.Pipeline.Streaming.EventHubs;

/// <summary>Where a namespace of Event Hubs listens.</summary>
/// <param name="Host">The host, for instance <c>NAME.servicebus.windows.net</c>.</param>
/// <param name="Port">The port: 5671 with TLS.</param>
/// <param name="UseTls">Whether the connection is encrypted; without it only on loopback.</param>
public sealed record EventHubsEndpoint(string Host, int Port = 5671, bool UseTls = true)
{
    /// <summary>Whether it is on this machine, where nothing that is sent can be read on the way.</summary>
    public bool IsLoopback => Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));
}
