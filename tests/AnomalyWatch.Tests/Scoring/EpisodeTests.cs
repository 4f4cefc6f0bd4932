using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Tests.Scoring;

[TestClass]
public sealed class EpisodeTests
{
    private static readonly DateTimeOffset Noon = new(2026, 7, 1, 12, 0, 0, TimeSpan.Zero);

    [TestMethod]
    public void The_same_story_has_the_same_id_in_every_run() => Assert.AreEqual(
        new EpisodeList().Follow("behaviour", Bad(0, 5), Noon)!.Id, new EpisodeList().Follow("behaviour", Bad(0, 5), Noon.AddHours(1))!.Id);

    [TestMethod]
    public void One_that_was_withdrawn_comes_back_under_another_id_since_nobody_listens_to_the_old_one()
    {
        var episodes = new EpisodeList();
        var first = episodes.Follow("behaviour", Bad(0, 5), Noon)!;
        Assert.AreEqual(AnomalyPhase.Withdrawn, episodes.Retract((_, _) => true).Single().Phase);
        var second = episodes.Follow("behaviour", Bad(0, 5), Noon)!;
        Assert.AreNotEqual(first.Id, second.Id);
        Assert.AreEqual(AnomalyPhase.Began, second.Phase);
        Assert.AreEqual(second.Id, episodes.Retract((_, _) => true).Single().Id);
        Assert.IsTrue(episodes.Settle(Noon.AddMinutes(1)));
        Assert.IsTrue(episodes.IsEmpty);
    }

    [TestMethod]
    public void It_is_withdrawn_only_when_no_window_is_left_that_it_rests_on()
    {
        var episode = New(Bad(0, 5));
        episode.Continue(Bad(1, 5));
        Assert.IsNull(episode.Retract((window, _) => window == Noon));
        Assert.AreEqual(AnomalyPhase.Withdrawn, episode.Retract((window, _) => window == Noon.AddMinutes(1))!.Phase);
    }

    [TestMethod]
    public void A_window_that_can_no_longer_be_judged_again_keeps_it_for_good()
    {
        var episode = New(Bad(0, 5));
        episode.Continue(Bad(1, 5));
        Assert.IsTrue(episode.Settle(Noon));
        Assert.IsFalse(episode.Settle(Noon));
        Assert.IsNull(episode.Retract((_, _) => true));
    }

    [TestMethod]
    public void A_calm_window_before_its_end_does_not_bring_the_end_nearer()
    {
        var episode = New(Bad(10, 5));
        Assert.IsNull(episode.Calm(Noon.AddMinutes(3), 1));
        Assert.IsNotNull(episode.Calm(Noon.AddMinutes(11), 1));
    }

    [TestMethod]
    public void A_steady_anomaly_speaks_again_only_when_its_length_has_doubled()
    {
        var episode = New(Bad(0, 5));
        var told = Enumerable.Range(1, 31).Where(minute => episode.Continue(Bad(minute, 5)) is not null).ToList();
        CollectionAssert.AreEqual(new List<int> { 1, 3, 7, 15, 31 }, told);
    }

    [TestMethod]
    public void It_speaks_when_it_becomes_ten_times_as_improbable_and_keeps_the_worst_window()
    {
        var episode = New(Bad(0, 5));
        episode.Continue(Bad(1, 5));
        var told = episode.Continue(Bad(2, 6.5));
        Assert.AreEqual(6.5, told!.Score);
        episode.Continue(Bad(3, 5));
        Assert.AreEqual(6.5, episode.Anomaly.Score);
    }

    [TestMethod]
    public void It_ends_after_enough_calm_windows_in_a_row()
    {
        var episode = New(Bad(0, 5));
        Assert.IsNull(episode.Calm(Noon.AddMinutes(1), 2));
        episode.Continue(Bad(2, 5));
        Assert.IsNull(episode.Calm(Noon.AddMinutes(3), 2));
        Assert.AreEqual(AnomalyPhase.Ended, episode.Calm(Noon.AddMinutes(4), 2)!.Phase);
    }

    [TestMethod]
    public void Its_history_goes_on_from_before_the_beginning_with_a_gap_where_a_window_was_calm()
    {
        var episode = New(Bad(0, 5) with { History = [1, 2, 100] });
        episode.Continue(Bad(2, 5) with { History = [1, 2, 100, 3, 90] });
        CollectionAssert.AreEqual(new List<double> { 1, 2, 100, 3, 90 }, episode.Anomaly.History.ToList());
        episode.Continue(Bad(3, 5) with { History = [7], Reasons = [new Reason(Signal.Errors, 7, 1, 2, 5)] });
        Assert.IsTrue(double.IsNaN(episode.Anomaly.History[^1]), "another signal's value says nothing of this one");
    }

    [TestMethod]
    public void A_history_has_a_largest_length_and_loses_its_oldest_values()
    {
        var episode = New(Bad(0, 5) with { History = [0] });
        for (var minute = 1; minute <= 300; minute++)
        {
            episode.Continue(Bad(minute, 5) with { History = [minute] });
        }

        Assert.HasCount(AnomalyJson.MaxHistory, episode.Anomaly.History);
        Assert.AreEqual(300, episode.Anomaly.History[^1]);
    }

    private static Episode New(Verdict verdict) => new(verdict, Noon, Some.Id(1));

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
