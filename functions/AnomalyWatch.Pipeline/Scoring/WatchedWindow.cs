using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>A minute of a function that is open, or closed but can still be judged again.</summary>
internal sealed class WatchedWindow(FunctionWindow window)
{
    public FunctionWindow Window { get; } = window;

    /// <summary>While it is open: at how many invocations it is judged before its end.</summary>
    public long EarlyAt { get; set; } = long.MaxValue;

    /// <summary>Whether it was found anomalous before its end.</summary>
    public bool IsToldEarly { get; set; }

    /// <summary>Once it is closed: whether something came late since it was last judged.</summary>
    public bool IsLate { get; set; }

    /// <summary>Whether it was anomalous without what came late, judged like that which came.</summary>
    public bool WasAnomalous { get; set; }
}
