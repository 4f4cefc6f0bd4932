using AnomalyWatch.Training.Evaluation.Kpi;

namespace AnomalyWatch.Tests.Training.Evaluation.Kpi;

[TestClass]
public sealed class ZScoreBaselineTests
{
    private static readonly long[] Times = [.. Enumerable.Range(0, 400).Select(row => row * 600L)];

    [TestMethod]
    public void A_spike_scores_high_and_the_first_day_and_hour_nothing()
    {
        var values = Values();
        values[300] += 50;
        var scores = ZScoreBaseline.Score(Times, values);
        Assert.IsTrue(scores.Take(150).All(score => score == 0));
        Assert.AreEqual(300, Array.IndexOf(scores, scores.Max()));
    }

    [TestMethod]
    public void What_was_the_same_yesterday_does_not_count()
    {
        var values = Values();
        values[200] += 50;
        values[344] += 50;
        Assert.IsLessThan(10, ZScoreBaseline.Score(Times, values)[344]);
    }

    [TestMethod]
    public void No_value_changes_a_score_before_it()
    {
        var values = Values();
        var before = ZScoreBaseline.Score(Times, values);
        values[300] += 50;
        Assert.AreSequenceEqual(before[..300], ZScoreBaseline.Score(Times, values)[..300]);
    }

    private static double[] Values() => [.. Times.Select((_, row) => (row * 7919 % 13) + (3d * (row % 144) / 144))];
}
