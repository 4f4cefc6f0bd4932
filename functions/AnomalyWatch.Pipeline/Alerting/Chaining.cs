using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>Grouping as a pure function of a set of anomalies of one key: the order in which they came is not among its arguments.</summary>
internal static class Chaining
{
    /// <summary>Cuts anomalies into chains at every gap, and chains into segments at the caps. Withdrawn ones count for nothing.</summary>
    /// <param name="anomalies">All anomalies of one key.</param>
    /// <param name="before">The stretch that has already left memory, if any; a chain that begins close behind it continues it.</param>
    /// <param name="options">Gap and caps.</param>
    public static IReadOnlyList<Segment> Split(IEnumerable<Anomaly> anomalies, ForgottenStretch? before, AlertingOptions options)
    {
        var sorted = anomalies
            .Where(anomaly => anomaly.Phase != AnomalyPhase.Withdrawn)
            .OrderBy(anomaly => anomaly.WindowStart)
            .ThenBy(anomaly => anomaly.Id, StringComparer.Ordinal);
        var segments = new List<Segment>();
        var chain = new List<Anomaly>();
        var end = DateTimeOffset.MinValue;
        foreach (var anomaly in sorted)
        {
            if (chain.Count > 0 && anomaly.WindowStart - end >= options.Gap)
            {
                AddSegments(segments, chain, before, options);
                chain = [];
            }

            chain.Add(anomaly);
            end = chain.Count == 1 || anomaly.WindowEnd > end ? anomaly.WindowEnd : end;
        }

        AddSegments(segments, chain, before, options);
        return segments;
    }

    private static void AddSegments(List<Segment> segments, List<Anomaly> chain, ForgottenStretch? before, AlertingOptions options)
    {
        if (chain.Count == 0)
        {
            return;
        }

        // The stretch before was told, so what hangs on to it is told too, however light.
        var hangsOn = before is not null && chain[0].WindowStart >= before.FirstSeen && chain[0].WindowStart - before.LastSeen < options.Gap;
        var weight = chain.Sum(anomaly => anomaly.Weight) + (hangsOn ? 1 : 0);
        var continuesFrom = hangsOn ? before!.FirstSeen : (DateTimeOffset?)null;
        var members = new List<Anomaly>();
        foreach (var anomaly in chain)
        {
            if (members.Count == options.MaxMembers || (members.Count > 0 && anomaly.WindowStart - members[0].WindowStart > options.MaxSpan))
            {
                segments.Add(new Segment(members, continuesFrom, weight));
                continuesFrom = members[0].WindowStart;
                members = [];
            }

            members.Add(anomaly);
        }

        segments.Add(new Segment(members, continuesFrom, weight));
    }
}
