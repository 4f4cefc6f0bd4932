namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>
/// An entry that a fold does not hold is not where it was kept, or is damaged there. What holds the log begins anew from the newest sound state; nothing is lost by that.
/// </summary>
public sealed class SnapshotLostException(string message) : Exception(message);
