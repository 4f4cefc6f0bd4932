using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Tests.Detection.Signals;

[TestClass]
public sealed class DurationHistogramTests
{
    [TestMethod]
    public void A_quantile_is_off_by_less_than_four_percent()
    {
        var histogram = new DurationHistogram();
        for (var milliseconds = 1; milliseconds <= 1000; milliseconds++)
        {
            histogram.Add(milliseconds, 1);
        }

        Assert.AreEqual(950, histogram.Quantile(0.95)!.Value, 950 * 0.04);
        Assert.AreEqual(500, histogram.Quantile(0.5)!.Value, 500 * 0.04);
    }

    [TestMethod]
    public void An_aggregate_weighs_as_much_as_its_count()
    {
        var histogram = new DurationHistogram();
        histogram.Add(10, 99);
        histogram.Add(10_000, 1);
        Assert.AreEqual(10, histogram.Quantile(0.95)!.Value, 0.4);
        Assert.AreEqual(100, histogram.Count);
    }

    [TestMethod]
    public void An_empty_one_has_no_quantile() => Assert.IsNull(new DurationHistogram().Quantile(0.5));
}
