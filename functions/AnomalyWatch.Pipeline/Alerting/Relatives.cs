using AnomalyWatch.Detection.Explaining;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>
/// What was off at an incident's functions around its time under another key: the behaviour beside a caller's incident, the callers beside
/// a behaviour's. A new caller and the burst that follows are two incidents, but one story to whoever reads either.
/// </summary>
internal static class Relatives
{
    private const int MaxNamed = 2;

    /// <summary>The earliest relatives of a segment, one for every kind, function and caller.</summary>
    public static IReadOnlyList<Sighting> Of(string key, Segment segment, AlertingState state, AlertingOptions options)
    {
        var from = segment.FirstSeen - options.Gap;
        var to = segment.LastSeen + options.Gap;
        var functions = segment.Members.Select(member => member.Function).ToHashSet(StringComparer.Ordinal);
        var isPrincipal = IncidentKey.IsPrincipal(key);
        return [.. functions
            .SelectMany(function => isPrincipal ? [IncidentKey.OfBehaviour(function)] : state.PrincipalKeys(function))
            .Distinct(StringComparer.Ordinal)
            .SelectMany(other => state.Find(other)?.Anomalies.Values ?? Enumerable.Empty<Anomaly>())
            .Where(anomaly => anomaly.Phase != AnomalyPhase.Withdrawn && anomaly.WindowEnd > from && anomaly.WindowStart < to && functions.Contains(anomaly.Function))
            .OrderBy(anomaly => anomaly.WindowStart)
            .ThenBy(anomaly => anomaly.Id, StringComparer.Ordinal)
            .DistinctBy(anomaly => (anomaly.Kind, anomaly.Function, anomaly.Principal))
            .Take(MaxNamed)
            .Select(IncidentContent.Sight)];
    }
}
