using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Serving;

/// <summary>What the door takes in at once. The defaults are far above what one machine's functions send, and below what would fill its memory.</summary>
public sealed record IngestLimits
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

    /// <summary>Deliveries per second of one credential in the long run; those beyond get 429.</summary>
    public int CredentialDeliveriesPerSecond { get; init; } = 100;

    /// <summary>Deliveries of one credential that may come at once after a pause.</summary>
    public int CredentialBurst { get; init; } = 200;

    /// <summary>Requests per second without a valid credential that are answered 401; those beyond get 429.</summary>
    public int FailedAttemptsPerSecond { get; init; } = 50;

    /// <summary>Such requests that may come at once after a pause.</summary>
    public int FailedAttemptsBurst { get; init; } = 200;

    /// <summary>Bytes that deliveries being read or on their way to the hub may come to when unpacked; those beyond get 503.</summary>
    public long BytesAtOnce { get; init; } = 256 * 1024 * 1024;

    /// <summary>How slowly a body may come, in bytes per second; a slower one is cut off with 408.</summary>
    public int MinBodyBytesPerSecond { get; init; } = 1024;

    /// <summary>How long a body may take before that counts, since a handshake or a lost packet takes a while.</summary>
    public TimeSpan BodyGrace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How old a record may be where the door's clock is the wall clock.</summary>
    public TimeSpan OldestRecord { get; init; } = RecordScreen.DefaultOldest;

    /// <summary>Bytes in the hub that no stage has taken yet, beyond which nothing more is let in (503). The hub itself would forget its oldest events.</summary>
    public long UnreadBytes { get; init; } = 256 * 1024 * 1024;
}
