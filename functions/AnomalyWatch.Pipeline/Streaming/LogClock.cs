using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>The clock of one partition's log: the largest stamp seen, so that it never runs backwards.</summary>
public sealed class LogClock
{
    /// <summary>How far a door's clock may be ahead of the hub's enqueued time: more is a wrong clock, and would close windows too early.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromSeconds(2);

    /// <summary>The time reached; <see cref="DateTimeOffset.MinValue"/> before the first record.</summary>
    public DateTimeOffset Now { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Takes in a stamp and gives the time to stamp the record with.</summary>
    public DateTimeOffset Advance(DateTimeOffset stamp, ClockMode mode, DateTimeOffset enqueuedTime)
    {
        if (mode == ClockMode.Wall && stamp > enqueuedTime + MaxAhead)
        {
            stamp = enqueuedTime + MaxAhead;
        }

        if (stamp > Now)
        {
            Now = stamp;
        }

        return Now;
    }

    internal void Write(StateWriter writer) => writer.Time(Now);

    internal void Restore(ref StateReader reader) => Now = reader.Time();
}
