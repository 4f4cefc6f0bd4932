using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting.Summaries;

/// <summary>What the anomalies of one key are together.</summary>
internal static class KeySummaries
{
    /// <summary>The anomalies of a key and the summaries that follow from them.</summary>
    public static IEnumerable<Anomaly> With(string key, IReadOnlyCollection<Anomaly> anomalies, AlertingOptions options)
    {
        var isPrincipal = IncidentKey.IsPrincipal(key);
        var place = IncidentKey.AppOf(key);
        if ((!isPrincipal && place is null) || anomalies.Count < Math.Min(options.FanOutFunctions, options.FleetFunctions))
        {
            return anomalies;
        }

        var sorted = anomalies
            .Where(anomaly => anomaly.Phase != AnomalyPhase.Withdrawn)
            .OrderBy(anomaly => anomaly.WindowStart)
            .ThenBy(anomaly => anomaly.Id, StringComparer.Ordinal)
            .ToList();
        var summaries = isPrincipal
            ? FanOutRule.Of(sorted, options)
            : FleetRule.Among(sorted, options).Select(fleet => Summary.Of(AnomalyKind.Fleet, place!, fleet, options.FleetFunctions));
        return anomalies.Concat(summaries);
    }
}
