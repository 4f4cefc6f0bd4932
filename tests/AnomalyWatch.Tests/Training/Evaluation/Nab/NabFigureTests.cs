using AnomalyWatch.Training.Evaluation.Nab;

namespace AnomalyWatch.Tests.Training.Evaluation.Nab;

[TestClass]
public sealed class NabFigureTests
{
    private static readonly NabSeries[] Series = [SomeNab.Series("a/one", (50, 59)), SomeNab.Series("b/two", (30, 39)), SomeNab.Series("b/three")];

    [TestMethod]
    public void A_perfect_detector_is_perfect_in_every_draw_and_with_any_group_left_out()
    {
        var figure = NabFigure.Of(Series, [SomeNab.Scores((50, 1)), SomeNab.Scores((30, 1)), SomeNab.Scores()], NabProfile.All[0]);
        Assert.AreEqual(1, figure.Threshold);
        Assert.AreEqual(2, figure.WindowsHit);
        Assert.AreEqual(0, figure.FalsePositives);
        foreach (var score in new[] { figure.Score, figure.High, figure.LeaveOneGroupOut, figure.LeaveOneSeriesOut })
        {
            Assert.AreEqual(100, score, 1e-9);
        }
    }

    [TestMethod]
    public void A_threshold_that_does_not_carry_over_shows_where_the_group_is_left_out()
    {
        double[][] scores = [SomeNab.Scores((50, 0.9)), SomeNab.Scores((30, 0.3)), SomeNab.Scores((20, 0.2))];
        var figure = NabFigure.Of(Series, scores, NabProfile.All[0]);
        Assert.AreEqual(0.3, figure.Threshold);
        Assert.AreEqual(100, figure.Score, 1e-9);
        Assert.AreEqual(50, figure.LeaveOneGroupOut, 1e-9, "what group a taught, 0.9, misses the window of b");
    }

    [TestMethod]
    public void The_same_scores_give_the_same_interval()
    {
        double[][] scores = [SomeNab.Scores((50, 0.9)), SomeNab.Scores((35, 0.3), (70, 0.9)), SomeNab.Scores((20, 0.2))];
        Assert.AreEqual(NabFigure.Of(Series, scores, NabProfile.All[1]), NabFigure.Of(Series, scores, NabProfile.All[1]));
    }
}
