namespace AnomalyWatch.Pipeline.Streaming.EventHubs;

/// <summary>Where a namespace of Event Hubs listens.</summary>
/// <param name="Host">The host, for instance <c>NAME.servicebus.windows.net</c>.</param>
/// <param name="Port">The port: 5671 with TLS.</param>
/// <param name="UseTls">Whether the connection is encrypted; without it only on loopback.</param>
public sealed record EventHubsEndpoint(string Host, int Port = 5671, bool UseTls = true);
