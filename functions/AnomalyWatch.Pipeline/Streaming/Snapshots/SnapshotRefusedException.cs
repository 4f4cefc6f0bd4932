namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>A snapshot is sound but belongs to another number of partitions or another kind of clock; the message says which. Nothing of it was used, nothing was changed.</summary>
public sealed class SnapshotRefusedException(string message) : Exception(message);
