using AnomalyWatch.Detection.Explaining;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>What an incident says, as a pure function of its anomalies, their surroundings and how far the first fold has come.</summary>
internal static class IncidentContent
{
    /// <summary>The incident that a segment is.</summary>
    public static Incident Of(string id, string key, Segment segment, Surroundings surroundings, AlertingOptions options)
    {
        var weightiest = ByWeight(segment.Members)[0];
        var isOver = segment.HasEnded && surroundings.ScorerClock >= segment.LastSeen + options.Quiet;
        var detectedAt = DetectedAt(segment);
        var normalSince = segment.LastSeen + options.Quiet;
        var story = Tell(segment.Members, surroundings, options) with
        {
            Ending = isOver ? StoryEnding.NormalAgain : StoryEnding.Ongoing,
            ContinuesFrom = segment.ContinuesFrom,
        };
        return new Incident
        {
            Id = id,
            Key = key,
            Status = isOver ? IncidentStatus.Resolved : IncidentStatus.Open,
            Severity = SeverityRule.Of(weightiest.Kind, segment.Members),
            Confidence = ConfidenceRule.Of(segment.Members),
            Kind = CamelCase.Name(weightiest.Kind),
            Title = StoryTitle.Of(story),
            Explanation = StoryExplanation.Of(story),
            Functions = [.. segment.Members.Where(member => !member.Kind.IsSummary()).Select(member => member.Function).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            FirstSeen = segment.FirstSeen,
            LastSeen = segment.LastSeen,
            DetectedAt = detectedAt,
            ResolvedAt = !isOver ? null : normalSince > detectedAt ? normalSince : detectedAt,
            Anomalies = segment.Members,
            AnomaliesLeftOut = surroundings.LeftOut,
        };
    }

    /// <summary>The last word about an incident that has lost its anomalies.</summary>
    public static Incident Gone(Incident last, StoryEnding ending, string? mergedInto, DateTimeOffset clock, AlertingOptions options)
    {
        var story = Tell(last.Anomalies, Surroundings.None, options) with { Ending = ending, MergedInto = mergedInto };
        return last with
        {
            Status = IncidentStatus.Resolved,
            ResolvedAt = clock > last.DetectedAt ? clock : last.DetectedAt,
            MergedInto = mergedInto,
            Explanation = StoryExplanation.Of(story),
            Anomalies = [],
            AnomaliesLeftOut = 0,
        };
    }

    /// <summary>Whether two states say the same.</summary>
    public static bool Same(Incident left, Incident right) =>
        left with { Functions = right.Functions, Anomalies = right.Anomalies } == right
        && left.Functions.SequenceEqual(right.Functions, StringComparer.Ordinal)
        && left.Anomalies.Count == right.Anomalies.Count
        && left.Anomalies.Zip(right.Anomalies).All(pair => AnomalyContent.Same(pair.First, pair.Second));

    /// <summary>An anomaly as its telling needs it.</summary>
    public static Sighting Sight(Anomaly anomaly) =>
        new(anomaly.Function, anomaly.Kind, anomaly.Principal, anomaly.WindowStart, anomaly.WindowEnd, anomaly.Reasons) { Traits = anomaly.Traits, RiskyChange = anomaly.RiskyChange };

    private static Story Tell(IReadOnlyList<Anomaly> anomalies, Surroundings surroundings, AlertingOptions options) => new()
    {
        Sightings = [.. ByWeight(anomalies).Select(Sight)],
        Quiet = options.Quiet,
        PossibleCauses = surroundings.Causes,
        Related = surroundings.Related,
        LeftOut = surroundings.LeftOut,
    };

    private static List<Anomaly> ByWeight(IReadOnlyList<Anomaly> anomalies) =>
        [.. anomalies
            .OrderByDescending(anomaly => anomaly.Kind.IsSummary())
            .ThenByDescending(anomaly => anomaly.Weight)
            .ThenByDescending(SeverityRule.InThresholds)
            .ThenBy(anomaly => anomaly.WindowStart)
            .ThenBy(anomaly => anomaly.Id, StringComparer.Ordinal)];

    /// <summary>When the anomalies known by then were first heavy enough.</summary>
    private static DateTimeOffset DetectedAt(Segment segment)
    {
        var weight = segment.ContinuesFrom is null ? 0.0 : 1;
        var sorted = segment.Members.OrderBy(member => member.DetectedAt).ThenBy(member => member.Id, StringComparer.Ordinal).ToList();
        foreach (var member in sorted)
        {
            weight += member.Weight;
            if (Segment.IsHeavyEnough(weight))
            {
                return member.DetectedAt;
            }
        }

        return sorted[^1].DetectedAt;
    }
}
