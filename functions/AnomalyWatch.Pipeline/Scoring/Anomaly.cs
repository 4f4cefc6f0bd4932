using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>
/// A verdict that says yes, followed through its life: every later sighting carries the same <see cref="Id"/>, a later
/// <see cref="WindowEnd"/> and the strongest values so far.
/// </summary>
public sealed record Anomaly
{
    /// <summary>32 hexadecimal digits made from function, first window, kind and principal, so that writing twice changes nothing.</summary>
    public required string Id { get; init; }

    /// <summary>The function's full name.</summary>
    public required string Function { get; init; }

    /// <summary>The kind of story.</summary>
    public required AnomalyKind Kind { get; init; }

    /// <summary>Where it is in its life.</summary>
    public required AnomalyPhase Phase { get; init; }

    /// <summary>Begin of the first anomalous window, UTC.</summary>
    public required DateTimeOffset WindowStart { get; init; }

    /// <summary>End of the last anomalous window, UTC.</summary>
    public required DateTimeOffset WindowEnd { get; init; }

    /// <summary>The signal of the strongest reason.</summary>
    public required Signal Signal { get; init; }

    /// <summary>The value seen in the worst window.</summary>
    public required double Observed { get; init; }

    /// <summary>Lower end of the expected range.</summary>
    public required double ExpectedLow { get; init; }

    /// <summary>Upper end of the expected range.</summary>
    public required double ExpectedHigh { get; init; }

    /// <summary>The highest score so far, -log10 p.</summary>
    public required double Score { get; init; }

    /// <summary>The threshold it passed.</summary>
    public required double Threshold { get; init; }

    /// <summary>See <see cref="Verdict.Weight"/>.</summary>
    public required double Weight { get; init; }

    /// <summary>See <see cref="Verdict.Confidence"/>.</summary>
    public required double Confidence { get; init; }

    /// <summary>The caller concerned, for the identity kinds; null when unknown or many.</summary>
    public string? Principal { get; init; }

    /// <summary>What else is known of that caller when first seen; its <see cref="Caller.Principal"/> is null. <c>default</c> for nothing.</summary>
    public Caller Traits { get; init; }

    /// <summary>For <see cref="AnomalyKind.RiskyChange"/>: what was done; null for all others.</summary>
    public RiskyChange? RiskyChange { get; init; }

    /// <summary>The log's clock when the first verdict was reached.</summary>
    public required DateTimeOffset DetectedAt { get; init; }

    /// <summary>The grounds of the worst window, the strongest first; never empty.</summary>
    public required IReadOnlyList<Reason> Reasons { get; init; }

    /// <summary>The signal in the windows up to the one that was judged last, oldest first, one value a window; empty where it was not kept.</summary>
    public IReadOnlyList<double> History { get; init; } = [];
}
