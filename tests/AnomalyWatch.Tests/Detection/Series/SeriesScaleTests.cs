using AnomalyWatch.Detection.Series;

namespace AnomalyWatch.Tests.Detection.Series;

[TestClass]
public sealed class SeriesScaleTests
{
    private readonly SeriesScale _scale = new(new SeriesOptions());
    private int _seen;

    [TestMethod]
    public void It_is_the_mean_size_of_the_residuals()
    {
        Learn(2, -2, 500);
        Assert.AreEqual(2, _scale.Read(0).Slow, 1e-3);
    }

    [TestMethod]
    public void A_constant_series_has_the_floor_of_its_level()
    {
        Learn(0, 0, 500);
        Assert.AreEqual(0.5, _scale.Read(500).Slow, 1e-9);
    }

    [TestMethod]
    public void A_large_residual_counts_as_a_few_scales()
    {
        Learn(1, -1, 2000);
        var before = _scale.Read(0).Slow;
        Learn(50, 50, 1);
        Assert.IsLessThan(before + 0.01, _scale.Read(0).Slow);
    }

    private void Learn(double one, double other, int times)
    {
        for (var i = 0; i < times; i++)
        {
            var residual = i % 2 == 0 ? one : other;
            _scale.Learn(residual, residual, 0, _scale.Read(0), _seen++);
        }
    }
}
