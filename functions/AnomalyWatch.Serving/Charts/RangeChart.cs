using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Serving.Charts;

/// <summary>One value against the expected range, for an anomaly without a history.</summary>
public static class RangeChart
{
    private const int Left = 4;
    private const int Right = 26;
    private const int BelowHead = 64;
    private const int BarHeight = 22;

    /// <summary>Draws it.</summary>
    public static void Draw(SvgText svg, Anomaly anomaly, int width, string style)
    {
        var x = new Scale(anomaly.ExpectedHigh, anomaly.Observed, Left, width - Right);
        var top = ChartHead.Height(width) + 16;
        svg.Open(width, ChartHead.Height(width) + BelowHead, ChartWords.Title(anomaly), ChartWords.Description(anomaly), style);
        ChartHead.Draw(svg, anomaly, width - Right, width, x.IsLogarithmic);
        var bottom = top + BarHeight;
        svg.Raw($"<line class=\"grid\" x1=\"{Left}\" x2=\"{width - Right}\" y1=\"{bottom}\" y2=\"{bottom}\"/>");
        foreach (var tick in x.Ticks())
        {
            svg.Raw($"<line class=\"grid\" x1=\"{x.At(tick)}\" x2=\"{x.At(tick)}\" y1=\"{top}\" y2=\"{bottom + 5}\"/>");
            svg.Label(x.At(tick), bottom + 20, SignalUnit.Tick(tick), anchor: tick == 0 ? "start" : "middle");
        }

        var (low, high, seen) = (x.At(anomaly.ExpectedLow), x.At(anomaly.ExpectedHigh), x.At(anomaly.Observed));
        svg.Raw($"<rect class=\"band\" x=\"{low}\" y=\"{top}\" width=\"{Math.Max(3, high - low)}\" height=\"{BarHeight}\"/>");
        svg.Raw($"<line class=\"edge\" x1=\"{low}\" x2=\"{low}\" y1=\"{top}\" y2=\"{bottom}\"/><line class=\"edge\" x1=\"{high}\" x2=\"{high}\" y1=\"{top}\" y2=\"{bottom}\"/>");
        svg.Raw($"<path class=\"dot\" d=\"M{seen} {top - 4}l7 15l-7 15l-7 -15z\"/>");
        svg.Label(
            Math.Clamp(seen, Left, width - Right),
            top - 10,
            "seen " + SignalUnit.Value(anomaly.Signal, anomaly.Observed),
            "seen",
            seen < width / 4.0 ? "start" : seen > width * 0.75 ? "end" : "middle");
        svg.Close();
    }
}
