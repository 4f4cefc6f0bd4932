namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>Whose state a snapshot is. A state belongs to a number of partitions and a kind of clock and is of no use with others.</summary>
public sealed record SnapshotPlace
{
    /// <summary>The highest number of partitions of a hub that we believe; Event Hubs' own limit is 2,000.</summary>
    public const int MaxPartitions = 2_000;

    /// <summary>Names a place. Throws <see cref="ArgumentException"/> where a name cannot be part of a blob's name or the partition is none of the hub's.</summary>
    /// <param name="hub">The hub whose log is folded.</param>
    /// <param name="fold">The fold, <c>scoring</c> for example.</param>
    /// <param name="partition">The partition, from 0.</param>
    /// <param name="partitionCount">How many partitions the hub has.</param>
    /// <param name="clock">The kind of clock that the log is stamped with.</param>
    public SnapshotPlace(string hub, string fold, int partition, int partitionCount, ClockMode clock)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(fold);
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partitionCount, MaxPartitions);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, partitionCount);
        if (!BlobName.IsSegment(hub) || !BlobName.IsSegment(fold))
        {
            throw new ArgumentException("The names of a hub and of a fold are letters, digits, '.', '-' and '_'.");
        }

        (Hub, Fold, Partition, PartitionCount, Clock) = (hub, fold, partition, partitionCount, clock);
    }

    /// <summary>The hub whose log is folded.</summary>
    public string Hub { get; }

    /// <summary>The fold.</summary>
    public string Fold { get; }

    /// <summary>The partition, from 0.</summary>
    public int Partition { get; }

    /// <summary>How many partitions the hub has.</summary>
    public int PartitionCount { get; }

    /// <summary>The kind of clock that the log is stamped with.</summary>
    public ClockMode Clock { get; }

    /// <summary>Where its blobs lie.</summary>
    internal string Prefix => FormattableString.Invariant($"{Hub}/{Fold}/{Partition:D4}/");
}
