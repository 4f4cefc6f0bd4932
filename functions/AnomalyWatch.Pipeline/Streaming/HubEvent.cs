namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>One event of a partition, as the hub keeps it.</summary>
/// <param name="SequenceNumber">Its place in the partition: 0, 1, 2 and so on without holes.</param>
/// <param name="EnqueuedTime">When the hub took it in, UTC.</param>
/// <param name="Body">A pack (see <see cref="PackHeader"/>) or, from a user's own producer, plain canonical JSON. Do not change it.</param>
public readonly record struct HubEvent(long SequenceNumber, DateTimeOffset EnqueuedTime, ReadOnlyMemory<byte> Body);
