namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>When a pack is sent off and how much may wait; the sizes are those of <see cref="IRecordCodec{TRecord}.SizeOf"/>.</summary>
public sealed record BatchingOptions
{
    /// <summary>How long the first record of a pack waits for others on the machine's clock. On recorded time nothing waits.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The records at which a pack is full; at most <see cref="PackFormat.MaxRecords"/>.</summary>
    public int MaxRecords { get; init; } = PackFormat.MaxRecords;

    /// <summary>The bytes before compression at which a pack is full.</summary>
    public int MaxUnpackedBytes { get; init; } = PackFormat.FlushUnpackedBytes;

    /// <summary>The bytes of one partition that may wait for the hub; beyond them whoever publishes waits.</summary>
    public int MaxWaitingBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>How often one pack is sent, under the same sequence, before its deliveries fail.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>The pause before the second attempt; each further one is twice as long.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromMilliseconds(200);
}
