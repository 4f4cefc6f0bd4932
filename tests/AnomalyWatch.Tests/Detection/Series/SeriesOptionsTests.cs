using AnomalyWatch.Detection.Series;

namespace AnomalyWatch.Tests.Detection.Series;

[TestClass]
public sealed class SeriesOptionsTests
{
    [TestMethod]
    public void On_the_unit_interval_the_threshold_is_a_half_and_the_order_stays()
    {
        var options = new SeriesOptions { AlertThreshold = 2 };
        Assert.AreEqual(0, options.ToUnitInterval(0));
        Assert.AreEqual(0.5, options.ToUnitInterval(2));
        Assert.AreEqual(0.8, options.ToUnitInterval(8));
    }
}
