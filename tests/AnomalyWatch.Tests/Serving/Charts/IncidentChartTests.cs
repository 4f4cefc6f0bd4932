using System.Globalization;
using System.Xml.Linq;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Serving.Charts;

namespace AnomalyWatch.Tests.Serving.Charts;

[TestClass]
public sealed class IncidentChartTests
{
    private static readonly double[] Hour = [.. Enumerable.Range(0, 60).Select(minute => minute < 57 ? 100.0 + (minute % 9) : 5000)];

    [TestMethod]
    public void A_history_is_drawn_over_time_with_the_unusual_windows_marked()
    {
        var anomaly = Some.Anomaly() with { History = Hour, WindowEnd = Some.Noon.AddMinutes(3) };
        var svg = Parse(IncidentChart.Svg(anomaly));

        Assert.HasCount(3, Marks(svg, "dot"));
        Assert.HasCount(1, Marks(svg, "band"));
        Assert.HasCount(1, Marks(svg, "odd"));
        StringAssert.Contains(Marks(svg, "line").Single().Attribute("d")!.Value, "L");
        CollectionAssert.Contains(Texts(svg), "12:03");
        CollectionAssert.Contains(Texts(svg), "expected 80 to 120");
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    public void Without_a_history_the_value_is_set_against_the_range(int values)
    {
        var svg = Parse(IncidentChart.Svg(Some.Anomaly() with { History = Hour[..values] }));
        Assert.IsEmpty(Marks(svg, "line"));
        Assert.HasCount(1, Marks(svg, "band"));
        CollectionAssert.Contains(Texts(svg), "seen 5,210");
        CollectionAssert.Contains(Texts(svg), "calls/min (log scale)");
    }

    [TestMethod]
    public void Values_that_lie_close_together_are_drawn_to_an_even_scale() =>
        CollectionAssert.Contains(Texts(Parse(IncidentChart.Svg(Some.Anomaly() with { Observed = 300 }))), "calls/min");

    [TestMethod]
    public void Durations_are_written_as_times()
    {
        var texts = Texts(Parse(IncidentChart.Svg(Some.Anomaly() with { Signal = Signal.DurationP95, Observed = 2400, ExpectedLow = 200, ExpectedHigh = 400 })));
        CollectionAssert.Contains(texts, "duration p95, ms");
        CollectionAssert.Contains(texts, "seen 2.4 s");
    }

    [TestMethod]
    [DataRow("</title><script>alert(1)</script>")]
    [DataRow("\" onload=\"alert(1)")]
    [DataRow("&amp;&lt;")]
    [DataRow("\u0000\u0008\uFFFE\uD800 lone")]
    [DataRow("\u202Egnp.exe")]
    public void Names_from_outside_stay_text(string name)
    {
        var svg = Parse(IncidentChart.Svg(Some.Anomaly(function: "other/" + name) with { History = Hour }));
        Assert.IsEmpty(svg.Descendants().Where(element => element.Name.LocalName == "script"));
        Assert.IsEmpty(svg.Descendants().Attributes().Where(attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow(0, 0, 0)]
    [DataRow(1e18, 0, 1e-9)]
    [DataRow(0.0004, 0.0001, 0.0002)]
    [DataRow(double.PositiveInfinity, double.NaN, double.NaN)]
    [DataRow(-5, -10, -1)]
    public void Any_numbers_give_a_picture_with_everything_inside_it(double observed, double low, double high)
    {
        foreach (var history in new double[][] { [], [observed, double.NaN, low, high], [0, 0] })
        {
            foreach (var width in new[] { 1, IncidentChart.MinWidth, IncidentChart.DefaultWidth, 100_000 })
            {
                var svg = Parse(IncidentChart.Svg(Some.Anomaly() with { Observed = observed, ExpectedLow = low, ExpectedHigh = high, History = history }, width));
                var wide = Number(svg.Attribute("width")!);
                foreach (var place in svg.Descendants().Attributes().Where(attribute => attribute.Name.LocalName is "x" or "cx" or "x1" or "x2"))
                {
                    Assert.IsTrue(Number(place) >= 0 && Number(place) <= wide, place.ToString());
                }
            }
        }
    }

    [TestMethod]
    public void The_picture_says_in_words_what_it_shows()
    {
        var svg = Parse(IncidentChart.Svg(Some.Anomaly() with { History = Hour }));
        StringAssert.Contains(svg.Elements().Single(element => element.Name.LocalName == "title").Value, "checkout");
        StringAssert.Contains(svg.Elements().Single(element => element.Name.LocalName == "desc").Value, "Seen: 5,210. Expected: 80 to 120.");
        Assert.AreEqual("img", svg.Attribute("role")!.Value);
    }

    [TestMethod]
    public void The_heaviest_anomaly_stands_for_its_incident()
    {
        var incident = Some.Incident(1, Some.Anomaly(1) with { Weight = 0.4, Score = 12 }, Some.Anomaly(2) with { Score = 9 }, Some.Anomaly(3) with { Score = 10 });
        Assert.AreEqual(Some.Id(3), IncidentChart.Strongest(incident)!.Id);
        Assert.IsNull(IncidentChart.Strongest(incident with { Anomalies = [] }));
    }

    private static XElement Parse(string svg) => XDocument.Parse(svg).Root!;

    private static List<XElement> Marks(XElement svg, string kind) => [.. svg.Descendants().Where(element => (string?)element.Attribute("class") == kind)];

    private static List<string> Texts(XElement svg) => [.. svg.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];

    private static double Number(XAttribute attribute) => double.Parse(attribute.Value, CultureInfo.InvariantCulture);
}
