using AnomalyWatch.Training.Evaluation.Nab;

namespace AnomalyWatch.Tests.Training.Evaluation.Nab;

[TestClass]
public sealed class NabScorerTests
{
    private static readonly NabProfile Standard = NabProfile.All[0];
    private static readonly NabSeries OneWindow = SomeNab.Series("group/one", (50, 59));

    [TestMethod]
    [DataRow(50, 1.0, DisplayName = "the window's first row earns all")]
    [DataRow(59, 0.248242, DisplayName = "its last row earns little")]
    [DataRow(20, -1.11, DisplayName = "before any window a false alert costs all it can")]
    [DataRow(60, -1.029793, DisplayName = "just behind a window it costs next to nothing")]
    [DataRow(99, -1.11, DisplayName = "far behind it costs all it can")]
    [DataRow(14, -1.0, DisplayName = "in probation nothing counts")]
    public void An_alert_earns_by_its_place(int row, double expected) =>
        Assert.AreEqual(expected, NabScorer.Score(OneWindow, SomeNab.Scores((row, 1)), 1, Standard).Score, 1e-6);

    [TestMethod]
    public void Only_the_best_placed_alert_of_a_window_counts()
    {
        var score = NabScorer.Score(OneWindow, SomeNab.Scores((52, 1), (50, 1), (59, 1)), 1, Standard);
        Assert.AreEqual(new NabSeriesScore(1, 3, 0, 1), score);
    }

    [TestMethod]
    public void A_profile_weighs_misses_and_false_alerts()
    {
        Assert.AreEqual(-2, NabScorer.Score(OneWindow, SomeNab.Scores(), 1, NabProfile.All[2]).Score);
        Assert.AreEqual(-1.22, NabScorer.Score(OneWindow, SomeNab.Scores((20, 1)), 1, NabProfile.All[1]).Score, 1e-9);
    }

    [TestMethod]
    public void No_alert_is_0_and_a_perfect_detector_100()
    {
        Assert.AreEqual(0, NabScorer.Normalise(-2, 2, Standard));
        Assert.AreEqual(100, NabScorer.Normalise(2, 2, Standard));
        Assert.AreEqual(100, NabScorer.Normalise(2, 2, NabProfile.All[2]));
    }

    [TestMethod]
    public void The_best_threshold_is_found_among_all_scores()
    {
        NabSeries[] series = [OneWindow, SomeNab.Series("group/two", (30, 39))];
        double[][] scores = [SomeNab.Scores((50, 0.5), (20, 0.4)), SomeNab.Scores((30, 0.7), (80, 0.3))];
        var (threshold, score) = NabScorer.Optimise(series, scores, Standard);
        Assert.AreEqual(0.5, threshold);
        Assert.AreEqual(2, score, 1e-9);
        Assert.AreEqual(score, series.Select((one, i) => NabScorer.Score(one, scores[i], threshold, Standard).Score).Sum(), 1e-9);
    }

    [TestMethod]
    public void Where_every_alert_is_false_the_best_is_none()
    {
        var (threshold, score) = NabScorer.Optimise([OneWindow], [SomeNab.Scores((20, 0.5))], Standard);
        Assert.AreEqual(double.PositiveInfinity, threshold);
        Assert.AreEqual(-1, score);
    }

    /// <summary>
    /// Without this none of our own figures would mean anything. One peer is left out: windowedGaussian's threshold lies within a millionth of 1, and the recorded scores are rounded to millionths.
    /// </summary>
    [TestMethod]
    public void The_published_score_of_thirteen_peers_on_every_series_comes_out_to_three_decimals()
    {
        var folder = Path.GetDirectoryName(Path.GetDirectoryName(SharedFolder.File("data/anomaly-benchmarks/nab/labels/combined_windows.json")))!;
        var series = NabCorpus.Read(folder);
        var peers = NabPeer.ReadAll(folder, series).Where(peer => peer.Name != "windowedGaussian").ToList();
        Assert.HasCount(13, peers);
        var compared = 0;
        foreach (var profile in NabProfile.All)
        {
            foreach (var peer in peers)
            {
                var published = peer.ReadPublished(folder, profile);
                for (var i = 0; i < series.Count; i++)
                {
                    var (threshold, score) = published[series[i].Name];
                    Assert.AreEqual(score, NabScorer.Score(series[i], peer.Scores[i], threshold, profile).Score, 5e-4, $"{peer.Name}, {series[i].Name}, {profile.Name}");
                    compared++;
                }
            }
        }

        Assert.AreEqual(13 * 3 * 28, compared);
    }
}
