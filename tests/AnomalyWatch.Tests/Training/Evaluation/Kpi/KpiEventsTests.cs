using AnomalyWatch.Training.Evaluation.Kpi;

namespace AnomalyWatch.Tests.Training.Evaluation.Kpi;

[TestClass]
public sealed class KpiEventsTests
{
    private const int Rows = 2000;
    private const int TestFrom = 1000;

    [TestMethod]
    [DataRow(1100, 1, DisplayName = "at its first row")]
    [DataRow(1107, 1, DisplayName = "at its eighth")]
    [DataRow(1108, 0, DisplayName = "one row too late")]
    [DataRow(1099, 0, DisplayName = "one row too early")]
    public void A_segment_is_found_within_its_first_eight_rows(int alert, int found) => Assert.AreEqual(found, Test(alert).Found);

    [TestMethod]
    public void False_alerts_within_ten_rows_of_each_other_are_one_event()
    {
        var figures = Test(1010, 1020, 1030, 1041);
        Assert.AreEqual(2, figures.FalseEvents);
        Assert.AreEqual(4, figures.FalseRows);
    }

    [TestMethod]
    public void Late_alerts_within_a_segment_are_neither_true_nor_false()
    {
        var figures = Test(1115);
        Assert.AreEqual(0, figures.Found);
        Assert.AreEqual(0, figures.FalseEvents);
    }

    [TestMethod]
    public void Each_half_counts_by_itself()
    {
        var figures = Test(500, 1100);
        Assert.AreEqual(0, figures.FalseEvents);
        Assert.AreEqual(1, figures.F1);
    }

    [TestMethod]
    public void The_figures_are_those_of_their_definitions()
    {
        var figures = new KpiFigures(1, 10, 6, 2, 4, 100, 70, 30);
        Assert.AreEqual(0.6, figures.Recall);
        Assert.AreEqual(0.75, figures.Precision);
        Assert.AreEqual(2 * 0.6 * 0.75 / 1.35, figures.F1, 1e-12);
        Assert.AreEqual(0.5, figures.FalsePerDay);
        Assert.AreEqual(140d / 200, figures.AdjustedF1, 1e-12);
    }

    [TestMethod]
    public void The_best_threshold_leaves_the_false_alert_out()
    {
        var (series, scores) = Make(1100);
        scores[1300] = 0.6;
        var events = new KpiEvents();
        events.Add(series, scores, KpiHalf.Test, 0.5);
        Assert.AreEqual(1, events.Best(figures => figures.F1).Threshold);
        Assert.AreEqual(1, events.At(0.6).FalseEvents);
    }

    [TestMethod]
    public void Alerts_of_two_series_never_merge()
    {
        var events = new KpiEvents();
        var (series, scores) = Make(1999);
        events.Add(series, scores, KpiHalf.Test, 0.5);
        (series, scores) = Make(1000);
        events.Add(series, scores, KpiHalf.Test, 0.5);
        Assert.AreEqual(2, events.At(1).FalseEvents);
        Assert.AreEqual(2, events.At(1).Segments);
    }

    private static KpiFigures Test(params int[] alerts)
    {
        var (series, scores) = Make(alerts);
        var events = new KpiEvents();
        events.Add(series, scores, KpiHalf.Test, 0.5);
        return events.At(1);
    }

    private static (KpiSeries Series, double[] Scores) Make(params int[] alerts)
    {
        var labels = new bool[Rows];
        Array.Fill(labels, true, 1100, 20);
        var scores = new double[Rows];
        foreach (var row in alerts)
        {
            scores[row] = 1;
        }

        return (new KpiSeries("kpi", [.. Enumerable.Range(0, Rows).Select(row => row * 60L)], new double[Rows], labels, TestFrom), scores);
    }
}
