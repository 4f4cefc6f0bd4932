using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Detection.Scoring;

/// <summary>What is known of one function. Changed by <see cref="Detector.Learn"/> only.</summary>
public sealed class FunctionState
{
    /// <summary>How many callers a function's memory holds; when it is full, a further caller can no longer be told as new.</summary>
    public const int MaxCallers = 512;

    private readonly HashSet<string> _callers = new(StringComparer.Ordinal);

    internal FunctionState(double halfLife)
    {
        Invocations = new Baseline(halfLife);
        Errors = new Baseline(halfLife);
        Denied = new Baseline(halfLife);
        ColdStarts = new Baseline(halfLife);
        LogDuration = new Baseline(halfLife);
    }

    /// <summary>How many windows were learned.</summary>
    public long Windows { get; internal set; }

    /// <summary>How many windows had a known caller.</summary>
    public long WindowsWithCallers { get; internal set; }

    /// <summary>How many of them had a caller never seen before.</summary>
    public long WindowsWithNewCallers { get; internal set; }

    internal Baseline Invocations { get; }

    internal Baseline Errors { get; }

    internal Baseline Denied { get; }

    internal Baseline ColdStarts { get; }

    internal Baseline LogDuration { get; }

    internal bool IsNew(string caller) => _callers.Count < MaxCallers && !_callers.Contains(caller);

    internal bool Remember(string caller) => _callers.Count < MaxCallers && _callers.Add(caller);
}
