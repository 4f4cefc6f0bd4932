using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>
/// Gives segments their ids. What belongs together is decided elsewhere, from the anomalies alone; here only what it is called, which may
/// depend on what people have been told: an incident keeps its id while it grows in either direction, and of several that became one the
/// older keeps it.
/// </summary>
internal static class IncidentNaming
{
    /// <summary>The incident of every told segment, in the order of the segments; new ones are added to <see cref="KeyedAnomalies.Told"/>.</summary>
    public static IReadOnlyList<(Segment Segment, ToldIncident Told)> Assign(KeyedAnomalies keyed, IReadOnlyList<Segment> segments)
    {
        var told = segments.Where(segment => segment.IsTold).ToList();
        var claimed = new HashSet<ToldIncident>();
        var names = told.Select(segment => Oldest(keyed.Told.Where(known => Holds(segment, known.Anchor)), claimed)).ToList();
        for (var i = 0; i < told.Count; i++)
        {
            names[i] ??= Reanchored(keyed, told[i], claimed) ?? New(keyed, told[i]);
            claimed.Add(names[i]!);
        }

        return [.. told.Select((segment, i) => (segment, names[i]!))];
    }

    /// <summary>The segment's incident into which a told one has gone; null where its anomalies are not told any more.</summary>
    public static ToldIncident? Successor(ToldIncident gone, IReadOnlyList<(Segment Segment, ToldIncident Told)> named) =>
        (named.FirstOrDefault(pair => Holds(pair.Segment, gone.Anchor)).Told)
        ?? named.FirstOrDefault(pair => Overlaps(pair.Segment, gone)).Told;

    private static ToldIncident? Oldest(IEnumerable<ToldIncident> candidates, HashSet<ToldIncident> claimed)
    {
        var oldest = candidates
            .OrderBy(candidate => candidate.IsGone)
            .ThenBy(candidate => candidate.Last!.FirstSeen)
            .ThenBy(candidate => candidate.Id, StringComparer.Ordinal)
            .FirstOrDefault();
        if (oldest is not null)
        {
            claimed.Add(oldest);
        }

        return oldest;
    }

    /// <summary>An incident whose naming anomaly was withdrawn goes on under its id while others of its anomalies remain.</summary>
    private static ToldIncident? Reanchored(KeyedAnomalies keyed, Segment segment, HashSet<ToldIncident> claimed)
    {
        var orphan = Oldest(
            keyed.Told.Where(known => !claimed.Contains(known) && !known.IsGone && IsWithdrawn(keyed, known.Anchor) && Overlaps(segment, known)),
            claimed);
        if (orphan is not null)
        {
            orphan.Anchor = segment.Anchor.Id;
        }

        return orphan;
    }

    private static ToldIncident New(KeyedAnomalies keyed, Segment segment)
    {
        var anchor = segment.Anchor.Id;
        var incident = new ToldIncident(IncidentKey.IncidentId(keyed.Key, anchor), anchor);
        keyed.Told.Add(incident);
        return incident;
    }

    private static bool IsWithdrawn(KeyedAnomalies keyed, string anomalyId) =>
        !keyed.Anomalies.TryGetValue(anomalyId, out var anomaly) || anomaly.Phase == AnomalyPhase.Withdrawn;

    private static bool Holds(Segment segment, string anomalyId) => segment.Members.Any(member => member.Id == anomalyId);

    private static bool Overlaps(Segment segment, ToldIncident told)
    {
        var members = told.Last!.Anomalies.Select(anomaly => anomaly.Id).ToHashSet(StringComparer.Ordinal);
        return segment.Members.Any(member => members.Contains(member.Id));
    }
}
