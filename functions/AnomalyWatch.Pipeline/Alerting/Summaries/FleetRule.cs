using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting.Summaries;

/// <summary>Many functions that go off together, each within minutes of the one before: they share a cause.</summary>
internal static class FleetRule
{
    /// <summary>The fleets among anomalies that are in the order of their first window.</summary>
    public static IEnumerable<IReadOnlyList<Anomaly>> Among(IReadOnlyList<Anomaly> sorted, AlertingOptions options)
    {
        var together = new List<Anomaly>();
        foreach (var anomaly in sorted.Where(anomaly => anomaly.Kind.IsBehaviour()))
        {
            if (together.Count > 0
                && (anomaly.WindowStart - together[^1].WindowStart > options.FleetLag || anomaly.WindowStart - together[0].WindowStart > options.MaxSpan))
            {
                if (IsFleet(together, options))
                {
                    yield return together;
                }

                together = [];
            }

            together.Add(anomaly);
        }

        if (IsFleet(together, options))
        {
            yield return together;
        }
    }

    private static bool IsFleet(List<Anomaly> together, AlertingOptions options) =>
        together.Select(anomaly => anomaly.Function).Distinct(StringComparer.Ordinal).Count() >= options.FleetFunctions;
}
