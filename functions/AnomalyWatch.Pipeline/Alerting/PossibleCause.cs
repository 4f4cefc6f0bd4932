using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>Which changes may have caused a story.</summary>
internal static class PossibleCause
{
    /// <summary>How many are named.</summary>
    public const int MaxNamed = 2;

    /// <summary>A total order, so that a set of changes has one sequence.</summary>
    public static Comparer<Change> Order { get; } = Comparer<Change>.Create(Compare);

    /// <summary>The likeliest causes: what was done to the function itself before what was done to its app or account, and of those the nearest before it began.</summary>
    public static IReadOnlyList<Change> Of(IReadOnlyList<Anomaly> anomalies, IEnumerable<Change> changes, AlertingOptions options)
    {
        var earliest = anomalies.Min(anomaly => anomaly.WindowStart) - options.CauseLead;
        var latest = anomalies.Max(anomaly => anomaly.WindowStart) + options.CauseLag;
        return [.. changes
            .Where(change => change.Time >= earliest && change.Time <= latest)
            .Select(change => (Change: change, Distance: Distance(change, anomalies, options)))
            .Where(candidate => candidate.Distance is not null)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Change, Order)
            .Take(MaxNamed)
            .Select(candidate => candidate.Change)];
    }

    /// <summary>Whether a change may be the cause of any of these anomalies.</summary>
    public static bool MayExplain(Change change, IEnumerable<Anomaly> anomalies, AlertingOptions options) =>
        Distance(change, anomalies, options) is not null;

    /// <summary>How far a change is from being the cause: behind the beginning or before it, how much wider than the function it reaches, how long before.</summary>
    private static (bool IsBehind, int Width, TimeSpan Apart)? Distance(Change change, IEnumerable<Anomaly> anomalies, AlertingOptions options)
    {
        // What was refused has changed nothing.
        if (change.Outcome is Outcome.Denied or Outcome.Error or Outcome.Throttled)
        {
            return null;
        }

        (bool IsBehind, int Width, TimeSpan Apart)? nearest = null;
        foreach (var anomaly in anomalies)
        {
            var lead = anomaly.WindowStart - change.Time;
            if (lead <= options.CauseLead && lead >= -options.CauseLag && anomaly.Kind is not AnomalyKind.RiskyChange
                && FunctionName.Covers(change.Function, anomaly.Function))
            {
                // What came behind the first window's end can only be a cause where clocks differ.
                var likelihood = (lead <= -WindowTime.Length, anomaly.Function.Count('/') - change.Function.Count('/'), lead.Duration());
                nearest = nearest is { } known && known.CompareTo(likelihood) <= 0 ? known : likelihood;
            }
        }

        return nearest;
    }

    private static int Compare(Change x, Change y)
    {
        var order = x.Time.CompareTo(y.Time);
        order = order != 0 ? order : x.Id.Value.CompareTo(y.Id.Value);
        order = order != 0 ? order : string.CompareOrdinal(x.Function, y.Function);
        order = order != 0 ? order : string.CompareOrdinal(x.Operation, y.Operation);
        order = order != 0 ? order : string.CompareOrdinal(x.Principal, y.Principal);
        order = order != 0 ? order : string.CompareOrdinal(x.Ip, y.Ip);
        order = order != 0 ? order : string.CompareOrdinal(x.Detail, y.Detail);
        return order != 0 ? order : x.Outcome.CompareTo(y.Outcome);
    }
}
