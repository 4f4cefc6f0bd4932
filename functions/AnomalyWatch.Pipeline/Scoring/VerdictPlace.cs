using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>
/// A function's memory ends with the minute that was learned last, whichever is judged by it. A verdict on another one than the next is put
/// in its place: the evidence before its minute is that of the minutes learned last, and its history ends with it.
/// </summary>
internal static class VerdictPlace
{
    // With the 60 minutes of a memory less than AnomalyJson.MaxHistory.
    private const int MaxApart = WatchedFunction.MaxOpenWindows;

    /// <summary>The verdict in its place.</summary>
    /// <param name="verdict">A verdict by a memory that ends before <paramref name="next"/>.</param>
    /// <param name="next">The first minute not learned.</param>
    public static Verdict Of(in Verdict verdict, DateTimeOffset next)
    {
        var ahead = verdict.WindowStart - next;
        return verdict with
        {
            Since = Since(verdict, ahead),
            History = History(verdict.History ?? [], (int)Math.Clamp(ahead / WindowTime.Length, -MaxApart, MaxApart)),
        };
    }

    private static DateTimeOffset Since(in Verdict verdict, TimeSpan ahead)
    {
        // A silence is counted back from its own minute, and the minutes learned after a late one are not before it.
        var isItsOwn = verdict.Kind == AnomalyKind.Silence || verdict.Since == verdict.WindowStart;
        return isItsOwn ? verdict.Since : ahead < TimeSpan.Zero ? verdict.WindowStart : verdict.Since - ahead;
    }

    private static IReadOnlyList<double> History(IReadOnlyList<double> history, int ahead)
    {
        if (ahead == 0 || history.Count == 0)
        {
            return history;
        }

        // Of minutes that are still open nothing is said yet; those learned since are no history of an older one.
        var before = history.Take(Math.Max(0, history.Count - 1 + Math.Min(0, ahead)));
        return [.. before, .. Enumerable.Repeat(double.NaN, Math.Max(0, ahead)), history[^1]];
    }
}
