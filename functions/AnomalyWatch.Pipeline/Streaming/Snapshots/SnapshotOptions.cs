namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>How much is kept of a partition's state.</summary>
public sealed record SnapshotOptions
{
    /// <summary>The most deltas that a full file has by default.</summary>
    public const int DefaultMaxDeltas = 32;

    /// <summary>How many deltas a full file has at most, from 0.</summary>
    public int MaxDeltas { get; init; } = DefaultMaxDeltas;

    /// <summary>How long all deltas of a full file may be together, as a share of its length, before the next full one is due.</summary>
    public double DeltaShare { get; init; } = 0.5;

    /// <summary>How many full files are kept with their deltas, from 1.</summary>
    public int Generations { get; init; } = 3;

    /// <summary>How many damaged files are kept per partition, the newest of them; the rest is deleted.</summary>
    public int MaxDamaged { get; init; } = 40;
}
