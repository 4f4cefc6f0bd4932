using AnomalyWatch.Detection.Signals;

namespace AnomalyWatch.Tests.Detection.Signals;

[TestClass]
public sealed class TailTests
{
    /// <summary>Upper tails of the standard normal distribution, from its tables.</summary>
    [TestMethod]
    [DataRow(1.0, 0.158655)]
    [DataRow(2.326348, 0.01)]
    [DataRow(3.090232, 0.001)]
    [DataRow(4.753424, 1e-6)]
    public void The_score_agrees_with_the_tables_within_a_tenth(double z, double probability) =>
        Assert.AreEqual(-Math.Log10(probability), Tail.Score(z), 0.1);

    [TestMethod]
    public void What_is_not_above_the_mean_scores_nothing_and_nothing_scores_beyond_the_cap()
    {
        Assert.AreEqual(0, Tail.Score(0));
        Assert.AreEqual(0, Tail.Score(double.NaN));
        Assert.AreEqual(Tail.MaxScore, Tail.Score(1e9));
    }

    [TestMethod]
    public void A_count_at_its_mean_does_not_deviate_and_the_sign_tells_the_side()
    {
        Assert.AreEqual(0, Tail.CountDeviation(10, 10, 5), 1e-9);
        Assert.IsTrue(Tail.CountDeviation(30, 10, 5) > 0);
        Assert.IsTrue(Tail.CountDeviation(0, 10, 5) < 0);
    }

    [TestMethod]
    public void A_spread_out_function_deviates_less_for_the_same_count() =>
        Assert.IsTrue(Tail.CountDeviation(100, 10, 0.5) < Tail.CountDeviation(100, 10, 100));
}
