namespace AnomalyWatch.Detection.Verdicts;

/// <summary>What kinds of story have in common.</summary>
public static class AnomalyKinds
{
    /// <summary>Whether a kind sums up others of the same story: one caller at many functions, many functions at once.</summary>
    public static bool IsSummary(this AnomalyKind kind) => kind is AnomalyKind.FanOut or AnomalyKind.Fleet;

    /// <summary>Whether a kind is about who calls, and how.</summary>
    public static bool IsAboutCaller(this AnomalyKind kind) => kind is AnomalyKind.NewCaller or AnomalyKind.UnusualCaller or AnomalyKind.Campaign;

    /// <summary>Whether what was seen stays seen, whatever comes late of its minute.</summary>
    public static bool StaysSeen(this AnomalyKind kind) => kind.IsAboutCaller() || kind is AnomalyKind.StaleTelemetry;

    /// <summary>Whether a kind is about how a function behaves, whoever calls it.</summary>
    public static bool IsBehaviour(this AnomalyKind kind) =>
        kind is AnomalyKind.Burst or AnomalyKind.Silence or AnomalyKind.Errors or AnomalyKind.Latency or AnomalyKind.ColdStarts or AnomalyKind.Pattern;
}
