namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>Where a record begins.</summary>
internal readonly record struct Place(long SequenceNumber, long Offset, long EnqueuedMs);
