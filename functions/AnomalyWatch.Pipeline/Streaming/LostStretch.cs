namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>A stretch of a partition's log that retention took before it was read: what it held is not known, and will not be.</summary>
/// <param name="Hub">The hub.</param>
/// <param name="Partition">The partition.</param>
/// <param name="FirstSequenceNumber">The first event that is missing.</param>
/// <param name="Events">How many are missing.</param>
/// <param name="From">The log's clock before it.</param>
/// <param name="To">When the first event after it was taken in by the hub, no earlier than <paramref name="From"/>.</param>
public readonly record struct LostStretch(string Hub, int Partition, long FirstSequenceNumber, long Events, DateTimeOffset From, DateTimeOffset To);
