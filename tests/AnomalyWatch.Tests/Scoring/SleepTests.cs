using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Tests.Scoring;

/// <summary>What sleeps is neither judged nor learned every minute, and still missed when it keeps a beat and does not come.</summary>
[TestClass]
public sealed class SleepTests
{
    private const int Beat = 120;
    private const int Beats = 40;
    private const int Last = (Beats - 1) * Beat;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [TestMethod]
    public void A_slow_timer_that_stops_is_missed_in_the_same_minute_whether_it_sleeps_between_its_beats_or_not()
    {
        var awake = Stopped(TimeSpan.FromDays(2)).Until(Last + (10 * Beat), _ => []);
        var asleep = Stopped(Hour).Until(Last + (10 * Beat), _ => []);
        Assert.AreEqual((0, 1), asleep.Fold.Functions);
        var missed = Began(asleep);
        Assert.AreEqual(AnomalyKind.Silence, missed.Kind);
        Assert.AreEqual((Began(awake).WindowStart, Began(awake).WindowEnd, Began(awake).Score), (missed.WindowStart, missed.WindowEnd, missed.Score));
        Assert.IsLessThan(Beats * 100, asleep.Fold.Counts.Windows, "its minutes are not judged while it sleeps");
    }

    [TestMethod]
    public void One_that_is_looked_at_before_it_was_ever_kept_is_in_the_next_delta()
    {
        var stage = Stopped(Hour);
        stage.Fold.TakeChanges(all: false);
        stage.Until(Last + Beat, _ => []);
        Assert.AreEqual((0, 1), stage.Fold.Functions);
        while (stage.Fold.Functions.Idle > 0)
        {
            stage.Until(stage.Minute + 1, _ => []);
        }

        Assert.IsEmpty(stage.Told);
        Assert.AreEqual(FoldStage.Function, stage.Fold.TakeChanges(all: false).Single(entry => entry.Key[0] is not ('#' or '!')).Key);
    }

    [TestMethod]
    public void A_loss_before_the_log_is_no_part_of_the_pause()
    {
        var usual = Began(Stopped(Hour).Until(Last + (10 * Beat), _ => [])).WindowEnd;
        var stage = Stopped(Hour).Until(Last + (2 * Beat), _ => []);
        stage.Send(Control.TelemetryLost(FoldStage.At(stage.Minute), "other/log", 7, FoldStage.At(Last + 70), FoldStage.At(Last + 190)));
        stage.Told.Clear();
        Assert.AreEqual(usual.AddMinutes(120), Began(stage.Until(Last + (12 * Beat), _ => [])).WindowEnd);
    }

    [TestMethod]
    public void Who_was_there_before_does_not_fall_asleep_for_strangers_of_whom_a_minute_is_still_open()
    {
        // They speak through a slow source: for half an hour none of their minutes is closed.
        var stage = new FoldStage(options: new ScoringOptions { MaxAwake = 16 }).Until(100);
        stage.Until(101, _ => []);
        for (var stranger = 0; stranger < 40; stranger++)
        {
            stage.Send(FoldStage.One(stage.Minute, "x" + stranger) with { Function = "other/stranger/" + stranger }, source: "azure-monitor");
        }

        var judged = stage.Fold.Counts.Windows;
        stage.Until(stage.Minute + 4, _ => []);
        Assert.IsGreaterThan(judged, stage.Fold.Counts.Windows);
        Assert.IsFalse(stage.Fold.TakeChanges(all: true).Single(entry => entry.Key == FoldStage.Function).IsIdle);
    }

    [TestMethod]
    public void A_lower_threshold_has_a_sleeping_timer_missed_sooner_and_a_higher_one_later()
    {
        var usual = Began(Stopped(Hour).Until(Last + (10 * Beat), _ => [])).WindowEnd;
        var lower = Stopped(Hour).Until(Last + Beat, _ => []).Send(Control.ConfigurationChanged(FoldStage.At(Last + Beat), 4, null));
        var higher = Stopped(Hour).Until(Last + Beat, _ => []).Send(Control.ConfigurationChanged(FoldStage.At(Last + Beat), 10, null));
        Assert.IsLessThan(usual, Began(lower.Until(Last + (10 * Beat), _ => [])).WindowEnd);
        Assert.IsGreaterThan(usual, Began(higher.Until(Last + (10 * Beat), _ => [])).WindowEnd);
    }

    [TestMethod]
    public void A_sleeping_timer_that_is_missed_in_a_maintenance_is_told_when_that_is_over()
    {
        var usual = Began(Stopped(Hour).Until(Last + (10 * Beat), _ => [])).WindowEnd;
        var to = usual.AddMinutes(90);
        var muted = Stopped(Hour).Send(Control.Maintenance(FoldStage.At(Last), "aws/", FoldStage.At(Last + Beat), to)).Until(Last + (10 * Beat), _ => []);
        Assert.IsTrue(Began(muted).WindowEnd > to && Began(muted).WindowEnd <= to + Hour);
    }

    [TestMethod]
    public void A_stretch_that_was_lost_from_the_log_is_no_part_of_the_pause()
    {
        var usual = Began(Stopped(Hour).Until(Last + (10 * Beat), _ => [])).WindowEnd;
        var stage = Stopped(Hour).Until(Last + Beat, _ => []);
        stage.Fold.Lose(new("invocations", 0, 5, 5, FoldStage.At(Last + Beat), FoldStage.At(Last + Beat + 300)), stage.Told);
        stage.Told.Clear();
        Assert.AreEqual(usual.AddMinutes(300), Began(stage.Until(Last + (10 * Beat), _ => [])).WindowEnd);
    }

    [TestMethod]
    public void Where_as_many_are_awake_as_may_be_strangers_fall_asleep_and_not_who_was_there_before()
    {
        var stage = new FoldStage(options: new ScoringOptions { MaxAwake = 16 }).Until(100);
        for (var stranger = 0; stranger < 200; stranger++)
        {
            stage.Send(FoldStage.One(stage.Minute, "x" + stranger) with { Function = "other/stranger/" + stranger });
            stage.Until(stage.Minute + 1);
        }

        Assert.IsLessThanOrEqualTo(17, stage.Fold.Functions.InMemory);
        Assert.IsGreaterThan(150, stage.Fold.Functions.Idle);
        var judged = stage.Fold.Counts.Windows;
        stage.Until(stage.Minute + 1, _ => []);
        Assert.IsGreaterThan(judged, stage.Fold.Counts.Windows);
        Assert.IsFalse(stage.Fold.TakeChanges(all: true).Single(entry => entry.Key == FoldStage.Function).IsIdle);
    }

    [TestMethod]
    public void A_function_that_comes_back_from_its_sleep_is_the_one_it_was()
    {
        var options = new ScoringOptions { SleepAfter = Hour };
        var own = new Caller { Principal = "role/own" };
        var stage = new FoldStage(options: options).Until(200, minute => [FoldStage.Calls(minute, 100) with { Caller = own }]).Until(700, _ => []);
        Assert.AreEqual((0, 1), stage.Fold.Functions);
        stage.Told.Clear();
        stage.Until(701, minute => [FoldStage.Calls(minute, 100) with { Caller = own }, FoldStage.Calls(minute, 1) with { Caller = new Caller { Principal = "user/thief" } }]);
        stage.Until(710, minute => [FoldStage.Calls(minute, 100) with { Caller = own }]);
        Assert.AreEqual((1, 0), stage.Fold.Functions);
        Assert.AreEqual("user/thief", stage.Told.First(anomaly => anomaly.Kind == AnomalyKind.NewCaller).Principal);
    }

    private static FoldStage Stopped(TimeSpan sleepAfter) => new FoldStage(options: new ScoringOptions { SleepAfter = sleepAfter })
        .Until(Last + 1, minute => minute % Beat == 0 ? [FoldStage.One(minute, "at " + minute)] : []);

    private static Anomaly Began(FoldStage stage) => stage.Told.Single(anomaly => anomaly.Phase == AnomalyPhase.Began);
}
