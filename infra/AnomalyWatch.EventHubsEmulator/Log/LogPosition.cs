namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>Where a log begins and ends, at one instant.</summary>
/// <param name="FirstSequenceNumber">The oldest retained record; one more than the last when nothing is retained; 0 when nothing was ever appended.</param>
/// <param name="LastSequenceNumber">The newest record, also when retention has taken it; -1 when nothing was ever appended.</param>
/// <param name="LastOffset">The offset of the newest record; -1 when nothing was ever appended.</param>
/// <param name="LastEnqueuedTime">The enqueued time of the newest record; <see cref="DateTimeOffset.MinValue"/> when nothing was ever appended.</param>
public sealed record LogPosition(long FirstSequenceNumber, long LastSequenceNumber, long LastOffset, DateTimeOffset LastEnqueuedTime)
{
    /// <summary>Whether nothing can be read.</summary>
    public bool IsEmpty => FirstSequenceNumber > LastSequenceNumber;

    /// <summary>Where the next record will begin.</summary>
    internal long EndOffset { get; init; }
}
