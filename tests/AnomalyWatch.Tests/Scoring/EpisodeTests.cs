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

    private static Verdict Bad(int minute, double score) => new()
    {
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
