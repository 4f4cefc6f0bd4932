using AnomalyWatch.Detection.Series;

namespace AnomalyWatch.Tests.Detection.Series;

[TestClass]
public sealed class DeviationHistogramTests
{
    private const int HalfLife = 4000;

    private readonly SeriesOptions _options = new();

    [TestMethod]
    public void Few_deviations_say_nothing()
    {
        var (histogram, count) = Learned(Enumerable.Repeat(3d, 29));
        Assert.AreEqual(0, histogram.Score(100, count));
    }

    [TestMethod]
    public void What_is_below_the_least_scores_0()
    {
        var (histogram, count) = Learned(Pareto(1000));
        Assert.AreEqual(0, histogram.Score(0.9, count));
        Assert.AreEqual(0, histogram.Score(double.NaN, count));
    }

    [TestMethod]
    public void Higher_deviations_never_score_lower()
    {
        var (histogram, count) = Learned(Pareto(3000));
        var last = 0d;
        for (var deviation = 1d; deviation < 1e5; deviation *= 1.05)
        {
            var score = histogram.Score(deviation, count);
            Assert.IsGreaterThanOrEqualTo(last - 1e-9, score, $"{deviation}");
            last = score;
        }

        Assert.IsLessThanOrEqualTo(_options.MaxScore, last);
    }

    [TestMethod]
    public void Within_the_histogram_the_score_is_the_frequency()
    {
        var (histogram, count) = Learned(Pareto(4000));
        Assert.AreEqual(-Math.Log10(0.25), histogram.Score(4, count), 0.12, "a quarter of a Pareto of shape 1 lies beyond 4");
    }

    [TestMethod]
    public void What_has_been_seen_is_capped_by_how_often()
    {
        var deviations = Enumerable.Repeat(1.1, 1990).Concat(Enumerable.Repeat(500d, 10));
        var (histogram, count) = Learned(deviations);
        Assert.IsLessThanOrEqualTo((-Math.Log10(0.005) * _options.SeenFactor) + 0.2, histogram.Score(500, count));
        Assert.IsGreaterThan(histogram.Score(500, count), histogram.Score(5000, count));
    }

    [TestMethod]
    public void Old_deviations_fade()
    {
        var (histogram, count) = Learned(Enumerable.Repeat(1.1, 500).Concat(Enumerable.Repeat(60d, 50)));
        var fresh = histogram.Score(60, count);
        Learn(histogram, ref count, Enumerable.Repeat(1.1, 4 * HalfLife));
        Assert.IsGreaterThan(fresh + 1, histogram.Score(60, count));
    }

    private static IEnumerable<double> Pareto(int rows) => Enumerable.Range(0, rows).Select(row => rows / (1d + ((row * 7919L) % rows)));

    private static void Learn(DeviationHistogram histogram, ref DeviationCount count, IEnumerable<double> deviations)
    {
        foreach (var deviation in deviations)
        {
            if (count.Next(HalfLife))
            {
                histogram.Halve();
            }

            histogram.Learn(deviation, count);
        }
    }

    private (DeviationHistogram Histogram, DeviationCount Count) Learned(IEnumerable<double> deviations)
    {
        var (histogram, count) = (new DeviationHistogram(1, _options), default(DeviationCount));
        Learn(histogram, ref count, deviations);
        return (histogram, count);
    }
}
