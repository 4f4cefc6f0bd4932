using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Tests.Scoring;

[TestClass]
public sealed class EpisodeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [TestMethod]
    public void The_same_story_has_the_same_id_in_every_run() =>
        Assert.AreEqual(new Episode(Bad(0, 5), Noon).Anomaly.Id, new Episode(Bad(0, 5), Noon.AddHours(1)).Anomaly.Id);

    [TestMethod]
    public void A_steady_anomaly_speaks_again_only_when_its_length_has_doubled()
    {
        var episode = new Episode(Bad(0, 5), Noon);
        var told = Enumerable.Range(1, 31).Where(minute => episode.Continue(Bad(minute, 5)) is not null).ToList();
        CollectionAssert.AreEqual(new List<int> { 1, 3, 7, 15, 31 }, told);
    }

    [TestMethod]
    public void It_speaks_when_it_becomes_ten_times_as_improbable_and_keeps_the_worst_window()
    {
        var episode = new Episode(Bad(0, 5), Noon);
        episode.Continue(Bad(1, 5));
        var told = episode.Continue(Bad(2, 6.5));
        Assert.AreEqual(6.5, told!.Score);
        episode.Continue(Bad(3, 5));
        Assert.AreEqual(6.5, episode.Anomaly.Score);
    }

    [TestMethod]
    public void It_ends_after_enough_calm_windows_in_a_row()
    {
        var episode = new Episode(Bad(0, 5), Noon);
        Assert.IsNull(episode.Calm(2));
        episode.Continue(Bad(2, 5));
        Assert.IsNull(episode.Calm(2));
        Assert.AreEqual(AnomalyPhase.Ended, episode.Calm(2)!.Phase);
    }

    [TestMethod]
    public void Its_history_goes_on_from_before_the_beginning_with_a_gap_where_a_window_was_calm()
    {
        var episode = new Episode(Bad(0, 5) with { History = [1, 2, 100] }, Noon);
        episode.Continue(Bad(2, 5) with { History = [1, 2, 100, 3, 90] });
        CollectionAssert.AreEqual(new List<double> { 1, 2, 100, 3, 90 }, episode.Anomaly.History.ToList());
        episode.Continue(Bad(3, 5) with { History = [7], Reasons = [new Reason(Signal.Errors, 7, 1, 2, 5)] });
        Assert.IsTrue(double.IsNaN(episode.Anomaly.History[^1]), "another signal's value says nothing of this one");
    }

    [TestMethod]
    public void A_history_has_a_largest_length_and_loses_its_oldest_values()
    {
        var episode = new Episode(Bad(0, 5) with { History = [0] }, Noon);
        for (var minute = 1; minute <= 300; minute++)
        {
            episode.Continue(Bad(minute, 5) with { History = [minute] });
        }

        Assert.HasCount(AnomalyJson.MaxHistory, episode.Anomaly.History);
        Assert.AreEqual(300, episode.Anomaly.History[^1]);
    }

    private static Verdict Bad(int minute, double score) => new()
    {
        Since = Noon.AddMinutes(minute),
        Function = "azure/s/app/f",
        WindowStart = Noon.AddMinutes(minute),
        WindowEnd = Noon.AddMinutes(minute + 1),
        Kind = AnomalyKind.Burst,
        Score = score,
        Threshold = 4,
        Ready = true,
        Confidence = 1,
        Weight = 1,
        Reasons = [new Reason(Signal.Invocations, 100, 1, 2, score)],
    };
}
