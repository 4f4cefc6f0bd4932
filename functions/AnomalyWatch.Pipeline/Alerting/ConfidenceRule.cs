using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>
/// How sure an incident is: as sure as the surest anomaly that would have made it alone, or, where only weak ones met, their mean by weight.
/// Anomalies of one chain have one cause, so they do not vouch for each other.
/// </summary>
internal static class ConfidenceRule
{
    public static double Of(IReadOnlyList<Anomaly> anomalies)
    {
        var strong = anomalies.Where(anomaly => anomaly.Weight >= 1).ToList();
        var weight = anomalies.Sum(anomaly => anomaly.Weight);
        var confidence = strong.Count > 0 ? strong.Max(anomaly => anomaly.Confidence)
            : weight > 0 ? anomalies.Sum(anomaly => anomaly.Weight * anomaly.Confidence) / weight
            : anomalies.Max(anomaly => anomaly.Confidence);
        return Math.Round(Math.Clamp(confidence, 0, 1), 4);
    }
}
