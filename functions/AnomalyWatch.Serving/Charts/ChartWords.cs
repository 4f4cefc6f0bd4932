using AnomalyWatch.Detection.Explaining;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Serving.Charts;

/// <summary>What a chart says in words, for screen readers and for its labels. Holds names from outside.</summary>
public static class ChartWords
{
    private const int MaxNameLength = 120;

    /// <summary>The chart's name.</summary>
    public static string Title(Anomaly anomaly) => $"{SignalUnit.Axis(anomaly.Signal)} of {PlainText.Name(anomaly.Function, MaxNameLength)}";

    /// <summary>The chart in a sentence.</summary>
    public static string Description(Anomaly anomaly) =>
        $"Seen: {SignalUnit.Value(anomaly.Signal, anomaly.Observed)}. Expected: {Expected(anomaly)}. "
        + $"Unusual from {Humane.Moment(anomaly.WindowStart)} to {Humane.Moment(anomaly.WindowEnd, anomaly.WindowStart)}.";

    /// <summary>The expected range.</summary>
    public static string Expected(Anomaly anomaly)
    {
        var (low, high) = (SignalUnit.Value(anomaly.Signal, anomaly.ExpectedLow), SignalUnit.Value(anomaly.Signal, anomaly.ExpectedHigh));
        return low == high ? low : $"{low} to {high}";
    }
}
