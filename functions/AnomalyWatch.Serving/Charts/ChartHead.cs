using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Serving.Charts;

/// <summary>A chart's first lines: what is measured, and what was expected; below each other where the picture is narrow.</summary>
public static class ChartHead
{
    private const int Wide = 480;
    private const int LineHeight = 17;
    private const int Baseline = 13;

    /// <summary>How much room it takes.</summary>
    public static int Height(int width) => width < Wide ? (2 * LineHeight) + 8 : LineHeight + 8;

    /// <summary>Draws it, up to <paramref name="right"/>.</summary>
    public static void Draw(SvgText svg, Anomaly anomaly, int right, int width, bool isLogarithmic)
    {
        svg.Label(0, Baseline, SignalUnit.Axis(anomaly.Signal) + (isLogarithmic ? " (log scale)" : ""), "strong");
        var isNarrow = width < Wide;
        svg.Label(isNarrow ? 0 : right, isNarrow ? Baseline + LineHeight : Baseline, "expected " + ChartWords.Expected(anomaly), "expected", isNarrow ? "start" : "end");
    }
}
