using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>Windows are whole minutes of event time.</summary>
public static class WindowTime
{
    /// <summary>The length of a window.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    /// <summary>The begin of the window that holds a time.</summary>
    public static DateTimeOffset Floor(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);

    /// <summary>The begin of the window an invocation belongs to. An aggregate of one minute ends where the next window begins and belongs to the minute it stands for.</summary>
    public static DateTimeOffset Of(in Invocation invocation)
    {
        var time = invocation.EventTime;
        return Floor(invocation.Count > 1 && invocation.SpanMs > 0 ? time.AddTicks(-1) : time);
    }

    /// <summary>The begin of the window a record belongs to.</summary>
    public static DateTimeOffset Of(in TelemetryRecord record) => record.Change is { } change ? Floor(change.Time) : Of(record.Invocation);
}
