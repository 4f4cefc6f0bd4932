using System.Globalization;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>The anomaly that says that a part of the log was lost. It is over when it is known, and the same stretch has the same id every time.</summary>
public static class TelemetryGap
{
    /// <summary>Under which name a partition stands where a function's is expected: <c>other/anomalywatch/invocations-3</c>.</summary>
    public static string NameOf(string hub, int partition) => string.Create(CultureInfo.InvariantCulture, $"other/anomalywatch/{hub}-{partition}");

    /// <summary>Tells of a loss.</summary>
    public static Anomaly Of(in LostStretch lost) => Of(NameOf(lost.Hub, lost.Partition), lost.Events, lost.From, lost.To);

    /// <summary>Tells of a loss before the log. Every partition of the log tells of it under the same id.</summary>
    public static Anomaly Of(Control lost)
    {
        ArgumentNullException.ThrowIfNull(lost);
        return Of(lost.Place!, lost.Events, lost.From!.Value, lost.To!.Value);
    }

    private static Anomaly Of(string function, long events, DateTimeOffset begin, DateTimeOffset end)
    {
        var from = WindowTime.Floor(begin);
        return new Anomaly
        {
            Id = AnomalyId.Create(function, from, AnomalyKind.TelemetryGap, principal: null),
            Function = function,
            Kind = AnomalyKind.TelemetryGap,
            Phase = AnomalyPhase.Ended,
            WindowStart = from,
            WindowEnd = WindowTime.Floor(end) + WindowTime.Length,
            Signal = Signal.LostEvents,
            Observed = events,
            ExpectedLow = 0,
            ExpectedHigh = 0,
            Score = Tail.MaxScore,
            Threshold = Tail.MaxScore,
            Weight = 1,
            Confidence = 1,
            DetectedAt = end,
            Reasons = [new Reason(Signal.LostEvents, events, 0, 0, Tail.MaxScore)],
        };
    }
}
