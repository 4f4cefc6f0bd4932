using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>
/// What two sightings of one anomaly say together: the widest span, the furthest phase, the values of the worst. The order and the number
/// of sightings change nothing (commutative, associative, idempotent), which is what makes replays of the first fold harmless.
/// </summary>
public static class AnomalyUnion
{
    /// <summary>Both sightings as one; the same instance as <paramref name="known"/> where <paramref name="seen"/> adds nothing.</summary>
    public static Anomaly Of(Anomaly known, Anomaly seen)
    {
        ArgumentNullException.ThrowIfNull(known);
        ArgumentNullException.ThrowIfNull(seen);
        var worst = Compare(seen, known) > 0 ? seen : known;
        var union = worst with
        {
            Phase = Max(known.Phase, seen.Phase),
            WindowStart = Min(known.WindowStart, seen.WindowStart),
            WindowEnd = Max(known.WindowEnd, seen.WindowEnd),
            DetectedAt = Min(known.DetectedAt, seen.DetectedAt),
            Weight = Math.Max(known.Weight, seen.Weight),
            Confidence = Math.Max(known.Confidence, seen.Confidence),
            History = Latest(known, seen),
        };
        return AnomalyContent.Same(union, known) ? known : union;
    }

    /// <summary>A total order over everything that is taken from the worst sighting; equal only where all of it is equal.</summary>
    private static int Compare(Anomaly x, Anomaly y)
    {
        var order = x.Score.CompareTo(y.Score);
        order = order != 0 ? order : x.Observed.CompareTo(y.Observed);
        order = order != 0 ? order : x.ExpectedLow.CompareTo(y.ExpectedLow);
        order = order != 0 ? order : x.ExpectedHigh.CompareTo(y.ExpectedHigh);
        order = order != 0 ? order : x.Threshold.CompareTo(y.Threshold);
        order = order != 0 ? order : x.Signal.CompareTo(y.Signal);
        order = order != 0 ? order : x.Kind.CompareTo(y.Kind);
        order = order != 0 ? order : string.CompareOrdinal(x.Principal, y.Principal);
        order = order != 0 ? order : string.CompareOrdinal(x.Function, y.Function);
        order = order != 0 ? order : Compare(x.Traits, y.Traits);
        order = order != 0 ? order : Compare(x.RiskyChange, y.RiskyChange);
        order = order != 0 ? order : x.Reasons.Count.CompareTo(y.Reasons.Count);
        for (var i = 0; order == 0 && i < x.Reasons.Count; i++)
        {
            order = Compare(x.Reasons[i], y.Reasons[i]);
        }

        return order;
    }

    private static int Compare(Reason x, Reason y)
    {
        var order = x.Score.CompareTo(y.Score);
        order = order != 0 ? order : x.Signal.CompareTo(y.Signal);
        order = order != 0 ? order : x.Observed.CompareTo(y.Observed);
        order = order != 0 ? order : x.ExpectedLow.CompareTo(y.ExpectedLow);
        order = order != 0 ? order : x.ExpectedHigh.CompareTo(y.ExpectedHigh);
        return order != 0 ? order : string.CompareOrdinal(x.Detail, y.Detail);
    }

    private static int Compare(in Caller x, in Caller y)
    {
        var order = string.CompareOrdinal(x.Ip, y.Ip);
        order = order != 0 ? order : string.CompareOrdinal(x.Network, y.Network);
        order = order != 0 ? order : string.CompareOrdinal(x.Country, y.Country);
        return order != 0 ? order : string.CompareOrdinal(x.Agent, y.Agent);
    }

    private static int Compare(RiskyChange? x, RiskyChange? y)
    {
        if (x is null || y is null)
        {
            return (x is not null).CompareTo(y is not null);
        }

        var order = x.Risk.CompareTo(y.Risk);
        return order != 0 ? order : PossibleCause.Order.Compare(x.Change, y.Change);
    }

    /// <summary>The history that reaches furthest; of two that reach equally far, by a total order over their values.</summary>
    private static IReadOnlyList<double> Latest(Anomaly x, Anomaly y)
    {
        var order = x.WindowEnd.CompareTo(y.WindowEnd);
        order = order != 0 ? order : x.History.Count.CompareTo(y.History.Count);
        for (var i = 0; order == 0 && i < x.History.Count; i++)
        {
            order = x.History[i].CompareTo(y.History[i]);
        }

        return order >= 0 ? x.History : y.History;
    }

    private static AnomalyPhase Max(AnomalyPhase x, AnomalyPhase y) => x > y ? x : y;

    private static DateTimeOffset Max(DateTimeOffset x, DateTimeOffset y) => x > y ? x : y;

    private static DateTimeOffset Min(DateTimeOffset x, DateTimeOffset y) => x < y ? x : y;
}
