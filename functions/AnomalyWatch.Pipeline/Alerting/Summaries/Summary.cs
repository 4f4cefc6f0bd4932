using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting.Summaries;

/// <summary>
/// An anomaly that sums up others: made anew from them whenever they are looked at, never kept, so that it depends on them and not on the order in which
/// they came. Heavy enough to be told, however light they are.
/// </summary>
internal static class Summary
{
    /// <summary>The summary of some anomalies.</summary>
    /// <param name="kind">What they are together.</param>
    /// <param name="place">The app or account.</param>
    /// <param name="members">The anomalies.</param>
    /// <param name="least">How many functions are news.</param>
    public static Anomaly Of(AnomalyKind kind, string place, IReadOnlyList<Anomaly> members, int least)
    {
        var signal = kind == AnomalyKind.FanOut ? Signal.FunctionsReached : Signal.FunctionsOff;
        var count = members.Select(member => member.Function).Distinct(StringComparer.Ordinal).Count();
        var start = members.Min(member => member.WindowStart);
        var principal = kind == AnomalyKind.FanOut ? members[0].Principal : null;
        var score = Math.Min(count, Tail.MaxScore);
        return new Anomaly
        {
            Id = AnomalyId.Create(place, start, kind, principal),
            Function = place,
            Kind = kind,
            Phase = members.All(member => member.Phase == AnomalyPhase.Ended) ? AnomalyPhase.Ended : AnomalyPhase.Continues,
            WindowStart = start,
            WindowEnd = members.Max(member => member.WindowEnd),
            Signal = signal,
            Observed = count,
            ExpectedLow = 0,
            ExpectedHigh = least - 1,
            Score = score,
            Threshold = least,
            Weight = 1,
            Confidence = members.Max(member => member.Confidence),
            Principal = principal,
            DetectedAt = DetectedAt(members, least),
            Reasons = [new Reason(signal, count, 0, least - 1, score)],
        };
    }

    /// <summary>When so many were known.</summary>
    private static DateTimeOffset DetectedAt(IReadOnlyList<Anomaly> members, int least)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in members.OrderBy(member => member.DetectedAt).ThenBy(member => member.Id, StringComparer.Ordinal))
        {
            known.Add(member.Function);
            if (known.Count >= least)
            {
                return member.DetectedAt;
            }
        }

        return members.Max(member => member.DetectedAt);
    }
}
