using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Tests.Detection.Signals;

[TestClass]
public sealed class BaselineTests
{
    [TestMethod]
    public void The_first_values_count_alike()
    {
        var baseline = new Baseline(halfLife: 300);
        foreach (var value in new[] { 1, 2, 3, 4 })
        {
            baseline.Learn(value);
        }

        Assert.AreEqual(2.5, baseline.Mean, 1e-9);
        Assert.AreEqual(1.25, baseline.Variance, 1e-9);
    }

    [TestMethod]
    public void Later_ones_move_it_halfway_in_a_half_life()
    {
        var baseline = new Baseline(halfLife: 10);
        for (var i = 0; i < 1000; i++)
        {
            baseline.Learn(100);
        }

        for (var i = 0; i < 10; i++)
        {
            baseline.Learn(200);
        }

        Assert.AreEqual(150, baseline.Mean, 0.1);
    }
}
