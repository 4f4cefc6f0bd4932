using System.Security.Cryptography;
using System.Text;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Serving.Charts;

/// <summary>
/// Draws an anomaly as SVG: over time where its history is known, else as a range. A pure function of the anomaly. Whatever came
/// from outside is escaped, and the picture holds no script, link or reference.
/// </summary>
public static class IncidentChart
{
    /// <summary>The width where none is asked for.</summary>
    public const int DefaultWidth = 720;

    /// <summary>The smallest width.</summary>
    public const int MinWidth = 240;

    /// <summary>The largest width.</summary>
    public const int MaxWidth = 1600;

    /// <summary>The fewest values that make a line.</summary>
    private const int MinHistory = 2;

    private const string Style = """
        text{font:12px system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;fill:#57606a}
        .strong{font-weight:600;fill:#1f2328}.grid{stroke:#d8dee4}.band{fill:#1a7f37;fill-opacity:.16}.edge{stroke:#1a7f37;stroke-opacity:.55}
        .line{fill:none;stroke:#0550ae;stroke-width:1.75;stroke-linejoin:round}.odd{fill:#cf222e;fill-opacity:.12}.dot{fill:#cf222e}.seen{fill:#b3202b;font-weight:600}.expected{fill:#116329}
        @media (prefers-color-scheme:dark){text{fill:#9ea7b3}.strong{fill:#e6edf3}.grid{stroke:#30363d}.band{fill:#3fb950;fill-opacity:.2}.edge{stroke:#3fb950}
        .line{stroke:#79c0ff}.odd{fill:#ff7b72;fill-opacity:.16}.dot{fill:#ff7b72}.seen{fill:#ff9a93}.expected{fill:#56d364}}
        """;

    /// <summary>What the picture may do when it is opened by itself: nothing but use its own style.</summary>
    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; frame-ancestors 'none'";

    /// <summary>The anomaly that says most about an incident; null where it has none left.</summary>
    public static Anomaly? Strongest(Incident incident) => incident.Anomalies
        .OrderByDescending(anomaly => anomaly.Weight)
        .ThenByDescending(anomaly => anomaly.Score / Math.Max(anomaly.Threshold, double.Epsilon))
        .ThenBy(anomaly => anomaly.Id, StringComparer.Ordinal)
        .FirstOrDefault();

    /// <summary>The picture.</summary>
    public static string Svg(Anomaly anomaly, int width = DefaultWidth)
    {
        ArgumentNullException.ThrowIfNull(anomaly);
        width = Math.Clamp(width, MinWidth, MaxWidth);
        var svg = new SvgText();
        if (anomaly.History.Count(double.IsFinite) >= MinHistory)
        {
            TimeChart.Draw(svg, anomaly, width, Style);
        }
        else
        {
            RangeChart.Draw(svg, anomaly, width, Style);
        }

        return svg.ToString();
    }
}
