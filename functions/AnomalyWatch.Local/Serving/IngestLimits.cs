namespace AnomalyWatch.Local.Serving;

/// <summary>What the door takes in at once. The defaults are far above what one machine's functions send, and below what would fill its memory.</summary>
internal sealed record IngestLimits
{
    /// <summary>The largest body as sent, in bytes.</summary>
    public const int MaxBodyBytes = 20 * 1024 * 1024;

    /// <summary>Deliveries being read at the same time.</summary>
    public int ConcurrentDeliveries { get; init; } = 16;

    /// <summary>Deliveries waiting for their turn; those beyond get 429.</summary>
    public int WaitingDeliveries { get; init; } = 64;

    /// <summary>Deliveries per second in the long run.</summary>
    public int DeliveriesPerSecond { get; init; } = 500;

    /// <summary>Deliveries that may come at once after a pause.</summary>
    public int Burst { get; init; } = 1000;

    /// <summary>Bytes in the hub that no stage has taken yet, beyond which nothing more is let in (503). The hub itself would forget its oldest events.</summary>
    public long UnreadBytes { get; init; } = 256 * 1024 * 1024;
}
