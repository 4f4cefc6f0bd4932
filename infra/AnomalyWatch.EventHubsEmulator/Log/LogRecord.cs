namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>One message as the log holds it.</summary>
/// <param name="SequenceNumber">0, 1, 2 ... in the order of appending.</param>
/// <param name="Offset">Where the record begins in the log's byte stream, over all segments ever written; grows with the sequence number.</param>
/// <param name="EnqueuedTime">When the log took it: UTC, whole milliseconds, never before the record before it.</param>
/// <param name="Body">
/// The bytes as they were appended. They are a copy of the reader's own in ordinary garbage-collected memory: valid as long as they are referenced, never reused, nothing to give back.
/// The records of one read share arrays of at most 64 KiB (a larger body has its own), so holding a single record for long may hold its neighbours too; <c>MemoryMarshal.TryGetArray</c> succeeds.
/// </param>
public readonly record struct LogRecord(long SequenceNumber, long Offset, DateTimeOffset EnqueuedTime, ReadOnlyMemory<byte> Body);
