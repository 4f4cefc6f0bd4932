namespace AnomalyWatch.Detection.Verdicts;

/// <summary>One ground of a verdict: what was seen, what was to be expected.</summary>
/// <param name="Signal">What was measured.</param>
/// <param name="Observed">The value seen, in the signal's own unit.</param>
/// <param name="ExpectedLow">Lower end of the expected range, same unit.</param>
/// <param name="ExpectedHigh">Upper end of the expected range, same unit.</param>
/// <param name="Score">How improbable, as -log10 p, capped (see the scoring model).</param>
/// <param name="Detail">What a number cannot say, for instance the new caller's name; from outside, so escape it where it is shown. At most 256 characters.</param>
public sealed record Reason(Signal Signal, double Observed, double ExpectedLow, double ExpectedHigh, double Score, string? Detail = null);
