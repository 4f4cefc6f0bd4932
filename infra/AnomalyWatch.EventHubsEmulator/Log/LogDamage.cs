namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>A stretch of the log that could not be read, because its bytes are not what was written.</summary>
/// <param name="File">The name of the segment file.</param>
/// <param name="Offset">The log's offset at which the first unreadable record begins.</param>
/// <param name="FirstSequenceNumber">The first sequence number that is missing.</param>
/// <param name="NextSequenceNumber">The sequence number at which reading goes on.</param>
public sealed record LogDamage(string File, long Offset, long FirstSequenceNumber, long NextSequenceNumber);
