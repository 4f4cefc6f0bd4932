using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>
/// How much an incident matters, as points that a person can add up by hand:
/// <list type="table">
/// <item><term>kind of the weightiest anomaly</term><description>cold starts, latency, pattern 1; all others 2</description></item>
/// <item><term>highest score, in thresholds</term><description>from 2 on 1; from 4 on 2</description></item>
/// <item><term>functions concerned, a change's own place among them</term><description>from 3 on 1; from 10 on 2</description></item>
/// <item><term>length</term><description>from 30 minutes on 1</description></item>
/// <item><term>different kinds</term><description>from 2 on 1</description></item>
/// </list>
/// 1 point is low, 2 or 3 medium, 4 or 5 high, 6 and more critical.
/// </summary>
internal static class SeverityRule
{
    public static Severity Of(AnomalyKind kind, IReadOnlyList<Anomaly> anomalies)
    {
        var score = anomalies.Max(InThresholds);
        var functions = anomalies.Where(anomaly => !anomaly.Kind.IsSummary()).Select(anomaly => anomaly.Function).Distinct(StringComparer.Ordinal).Count();
        var length = anomalies.Max(anomaly => anomaly.WindowEnd) - anomalies.Min(anomaly => anomaly.WindowStart);
        var kinds = anomalies.Where(anomaly => !anomaly.Kind.IsSummary()).Select(anomaly => anomaly.Kind).Distinct().Count();
        var points = (kind is AnomalyKind.ColdStarts or AnomalyKind.Latency or AnomalyKind.Pattern ? 1 : 2)
            + score switch { >= 4 => 2, >= 2 => 1, _ => 0 }
            + functions switch { >= 10 => 2, >= 3 => 1, _ => 0 }
            + (length >= TimeSpan.FromMinutes(30) ? 1 : 0)
            + (kinds >= 2 ? 1 : 0);
        return points switch
        {
            <= 1 => Severity.Low,
            <= 3 => Severity.Medium,
            <= 5 => Severity.High,
            _ => Severity.Critical,
        };
    }

    /// <summary>The score as a multiple of its threshold; a threshold of 0 has no multiples.</summary>
    public static double InThresholds(Anomaly anomaly) => anomaly.Threshold > 0 ? anomaly.Score / anomaly.Threshold : 1;
}
