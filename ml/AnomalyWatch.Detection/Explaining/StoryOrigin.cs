using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Detection.Explaining;

/// <summary>Where a story of many functions is likeliest to have begun.</summary>
internal static class StoryOrigin
{
    /// <summary>
    /// The anomaly that began first. Of several in one minute the kind that others follow from: what fails or is refused makes its callers slow, what is slow
    /// makes instances start, and what waits for any of them falls silent last.
    /// </summary>
    public static Sighting? Of(Story story) => story.Sightings
        .Where(sighting => !sighting.IsSummary && sighting.RiskyChange is null)
        .OrderBy(sighting => sighting.From)
        .ThenBy(sighting => Rank(sighting.Kind))
        .ThenByDescending(sighting => sighting.Reasons[0].Score)
        .ThenBy(sighting => sighting.Function, StringComparer.Ordinal)
        .FirstOrDefault();

    private static int Rank(AnomalyKind kind) => kind switch
    {
        AnomalyKind.Errors or AnomalyKind.Denied => 0,
        AnomalyKind.Latency => 1,
        AnomalyKind.ColdStarts or AnomalyKind.Burst => 2,
        AnomalyKind.Silence => 4,
        _ => 3,
    };
}
