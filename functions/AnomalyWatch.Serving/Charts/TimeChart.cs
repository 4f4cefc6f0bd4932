using System.Globalization;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Serving.Charts;

/// <summary>The signal over time against the expected band, the anomalous windows marked.</summary>
public static class TimeChart
{
    private const int PlotHeight = 160;
    private const int Left = 52;
    private const int Right = 14;
    private const int Bottom = 26;
    private const int PixelsPerTimeMark = 130;

    /// <summary>Draws it. The last value of the history is that of the window that ends the anomaly.</summary>
    public static void Draw(SvgText svg, Anomaly anomaly, int width, string style)
    {
        var history = anomaly.History;
        var begin = anomaly.WindowEnd - (WindowTime.Length * history.Count);
        var top = ChartHead.Height(width);
        var bottom = top + PlotHeight - Bottom;
        var y = new Scale(anomaly.ExpectedHigh, Math.Max(anomaly.Observed, history.Where(double.IsFinite).Max()), bottom, top);
        svg.Open(width, top + PlotHeight, ChartWords.Title(anomaly), ChartWords.Description(anomaly), style);
        ChartHead.Draw(svg, anomaly, width - Right, width, y.IsLogarithmic);
        Frame(svg, anomaly, width, y);

        var firstOdd = X(Math.Clamp((anomaly.WindowStart - begin) / WindowTime.Length, 0, history.Count));
        svg.Raw($"<rect class=\"odd\" x=\"{firstOdd}\" y=\"{top}\" width=\"{width - Right - firstOdd}\" height=\"{bottom - top}\"/>");
        Line(svg, history, index => X(index + 0.5), y);
        for (var i = 0; i < history.Count; i++)
        {
            if (double.IsFinite(history[i]) && begin + (WindowTime.Length * i) >= anomaly.WindowStart)
            {
                svg.Raw($"<circle class=\"dot\" cx=\"{X(i + 0.5)}\" cy=\"{y.At(history[i])}\" r=\"{(history.Count > 90 ? 2.0 : 3.0)}\"/>");
            }
        }

        var marks = Math.Clamp((width - Left - Right) / PixelsPerTimeMark, 1, 6);
        for (var i = 0; i <= marks; i++)
        {
            var time = begin + ((anomaly.WindowEnd - begin) * ((double)i / marks));
            svg.Label(X((double)history.Count * i / marks), bottom + 18, TimeText(time), anchor: i == 0 ? "start" : i == marks ? "end" : "middle");
        }

        svg.Close();

        double X(double index) => Left + ((width - Left - Right) * index / history.Count);
    }

    private static void Frame(SvgText svg, Anomaly anomaly, int width, Scale y)
    {
        foreach (var tick in y.Ticks())
        {
            svg.Raw($"<line class=\"grid\" x1=\"{Left}\" x2=\"{width - Right}\" y1=\"{y.At(tick)}\" y2=\"{y.At(tick)}\"/>");
            svg.Label(Left - 6, y.At(tick) + 4, SignalUnit.Tick(tick), anchor: "end");
        }

        var (high, low) = (y.At(anomaly.ExpectedHigh), y.At(anomaly.ExpectedLow));
        svg.Raw($"<rect class=\"band\" x=\"{Left}\" y=\"{high}\" width=\"{width - Left - Right}\" height=\"{Math.Max(2, low - high)}\"/>");
        svg.Raw($"<line class=\"edge\" x1=\"{Left}\" x2=\"{width - Right}\" y1=\"{high}\" y2=\"{high}\" stroke-dasharray=\"4 3\"/>");
    }

    private static void Line(SvgText svg, IReadOnlyList<double> history, Func<int, double> x, Scale y)
    {
        svg.Raw($"<path class=\"line\" d=\"");
        var isDown = false;
        for (var i = 0; i < history.Count; i++)
        {
            if (double.IsFinite(history[i]))
            {
                svg.Raw($"{(isDown ? "L" : "M")}{x(i)} {y.At(history[i])}");
            }

            // A minute of which nothing is known interrupts the line.
            isDown = double.IsFinite(history[i]);
        }

        svg.Raw($"\"/>");
    }

    private static string TimeText(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm", CultureInfo.InvariantCulture);
}
