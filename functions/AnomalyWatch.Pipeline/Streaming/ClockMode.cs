namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>Where the log's clock comes from.</summary>
public enum ClockMode
{
    /// <summary>The receive time at the door; a timer sends ticks.</summary>
    Wall,

    /// <summary>Each record's own event time; the door sends a tick before the first record that crosses a minute (demo, replay, back-tests).</summary>
    Record,
}
