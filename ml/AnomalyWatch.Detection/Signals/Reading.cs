using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Signals;

/// <summary>One signal of one window, measured and judged.</summary>
/// <param name="Signal">What was measured.</param>
/// <param name="Kind">The story it tells where it is anomalous.</param>
/// <param name="Observed">The value seen, in the signal's own unit.</param>
/// <param name="ExpectedLow">Lower end of the expected range, same unit; worked out only where there is a score.</param>
/// <param name="ExpectedHigh">Upper end of the expected range, same unit.</param>
/// <param name="Deviation">How far from what was expected, signed, in units of chance; 0 where nothing can be said.</param>
/// <param name="Score">How improbable this window is by itself, -log10 p.</param>
/// <param name="Evidence">How improbable it is together with the windows before it, see <see cref="EvidenceRing"/>.</param>
public readonly record struct Reading(
    Signal Signal,
    AnomalyKind Kind,
    double Observed,
    double ExpectedLow,
    double ExpectedHigh,
    double Deviation,
    double Score,
    Evidence Evidence)
{
    /// <summary>What scores less than this is within the expected range: one window in a thousand lies outside of it.</summary>
    public const double ExpectedEdge = 3;

    /// <summary>The reading as a ground of a verdict.</summary>
    public Reason ToReason() => new(Signal, Observed, ExpectedLow, ExpectedHigh, Evidence.Score);
}
