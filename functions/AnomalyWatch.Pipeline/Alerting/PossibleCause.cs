using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>Which changes may have caused a story.</summary>
internal static class PossibleCause
{
    /// <summary>How many are named.</summary>
    public const int MaxNamed = 2;

    /// <summary>A total order, so that a set of changes has one sequence.</summary>
    public static Comparer<Change> Order { get; } = Comparer<Change>.Create(Compare);

    /// <summary>The likeliest causes: those nearest to the begin of an anomaly of a function that they concern.</summary>
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

    private static TimeSpan? Distance(Change change, IEnumerable<Anomaly> anomalies, AlertingOptions options)
    {
        // What was refused has changed nothing.
        if (change.Outcome is Outcome.Denied or Outcome.Error or Outcome.Throttled)
        {
            return null;
        }

        TimeSpan? nearest = null;
        foreach (var anomaly in anomalies)
        {
            var lead = anomaly.WindowStart - change.Time;
            if (lead <= options.CauseLead && lead >= -options.CauseLag && Concerns(change, anomaly.Function)
                && (nearest is null || lead.Duration() < nearest))
            {
                nearest = lead.Duration();
            }
        }

        return nearest;
    }

    private static bool Concerns(Change change, string function) =>
        function.StartsWith(change.Function, StringComparison.Ordinal)
        && (function.Length == change.Function.Length || change.Function.EndsWith('/') || function[change.Function.Length] == '/');

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
