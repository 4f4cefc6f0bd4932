namespace AnomalyWatch.EventHubsEmulator.Amqp.Transport;

/// <summary>What one peer may hold, and for how long.</summary>
internal sealed record ConnectionLimits
{
    /// <summary>How long a peer has for TLS, SASL and the AMQP header, and again for its Open. Default 30 s.</summary>
    public TimeSpan Handshake { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an open connection may send nothing; clients are told to send something every half of it. Default 4 min.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>How long a peer may stay without a valid token. Default 5 min, after which the service closes connections without links.</summary>
    public TimeSpan Unauthenticated { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How many connections are held at once; more are closed as they come. Default 1,000.</summary>
    public int Connections { get; init; } = 1_000;

    /// <summary>How many links a connection may have at once. Default 1,000.</summary>
    public int LinksPerConnection { get; init; } = 1_000;
}
