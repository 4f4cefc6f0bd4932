using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Detection.Scoring;

/// <summary>What is known of one function. Changed by <see cref="Detector.Learn"/> only.</summary>
public sealed class FunctionState
{
    /// <summary>How many callers a function's memory holds; when it is full, a further caller can no longer be told as new.</summary>
    public const int MaxCallers = 512;

    private static readonly double PeakDecay = Math.Pow(0.5, 1d / (24 * 60));

    private double _burstPeak;

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

    /// <summary>The most invocations of a calm minute or of a burst that has ended, halved every day: a size seen before is no news.</summary>
    internal double Peak { get; private set; }

    internal Baseline Errors { get; }

    internal Baseline Denied { get; }

    internal Baseline ColdStarts { get; }

    internal Baseline LogDuration { get; }

    /// <summary>Takes a minute's invocations into the peak; those of a burst only once it has ended, so that it is not its own excuse.</summary>
    internal void LearnPeak(double invocations, bool isBurst)
    {
        Peak *= PeakDecay;
        if (isBurst)
        {
            _burstPeak = Math.Max(_burstPeak, invocations);
            return;
        }

        Peak = Math.Max(Peak, Math.Max(invocations, _burstPeak));
        _burstPeak = 0;
    }

    internal bool IsNew(string caller) => _callers.Count < MaxCallers && !_callers.Contains(caller);

    internal bool Remember(string caller) => _callers.Count < MaxCallers && _callers.Add(caller);
}
