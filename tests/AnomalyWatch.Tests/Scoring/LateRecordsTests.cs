using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Tests.Scoring;

/// <summary>What comes after its minute was closed: the source's lateness is 30 seconds, and two minutes after its close a minute is settled.</summary>
[TestClass]
public sealed class LateRecordsTests
{
    private static readonly Caller Own = new() { Principal = "role/orders" };
    private static readonly Caller Thief = new() { Principal = "user/thief" };

    [TestMethod]
    public void A_silence_is_withdrawn_when_its_calls_come_late_and_the_next_one_is_told_under_another_id()
    {
        var stage = new FoldStage().Until(800).Until(811, _ => []);
        var silence = stage.Told.Single();
        Assert.AreEqual((AnomalyKind.Silence, AnomalyPhase.Began), (silence.Kind, silence.Phase));
        stage.Send(FoldStage.Calls(809, 100)).Tick(811.5);
        var withdrawn = stage.Told.Single(anomaly => anomaly.Phase == AnomalyPhase.Withdrawn);
        Assert.AreEqual(silence.Id, withdrawn.Id);
        Assert.AreEqual((1, 0, 1), (stage.Fold.Counts.Late, stage.Fold.Counts.TooLate, stage.Fold.Counts.Withdrawn));

        stage.Until(830, _ => []);
        var again = stage.Told.Last(anomaly => anomaly.Phase == AnomalyPhase.Began);
        Assert.AreNotEqual(silence.Id, again.Id);
        Assert.IsGreaterThanOrEqualTo(FoldStage.At(820), again.WindowEnd, "a pause is counted from the late calls");
    }

    [TestMethod]
    public void A_silence_is_withdrawn_by_late_calls_shortly_before_its_minute()
    {
        // Nothing from minute 800 on; that is told of minute 809, ten minutes after the last calls. Then calls of minute 808 come.
        var stage = new FoldStage().Until(800).Until(811, _ => []);
        var told = stage.Told.Single();
        stage.Send(FoldStage.Calls(808, 100)).Tick(811.5);
        Assert.AreEqual((told.Id, AnomalyPhase.Withdrawn), (stage.Told[^1].Id, stage.Told[^1].Phase));
    }

    [TestMethod]
    public void Failures_that_come_late_are_told_for_their_own_minute_and_not_learned()
    {
        var stage = new FoldStage().Until(300);
        stage.Send(FoldStage.Calls(298, 400) with { Outcome = Outcome.Error }).Tick(301);
        var told = stage.Told.Single();
        Assert.AreEqual((AnomalyKind.Errors, FoldStage.At(298), FoldStage.At(301)), (told.Kind, told.WindowStart, told.DetectedAt));
        Assert.AreEqual(400, told.History[^1]);
        Assert.AreEqual(300, stage.Fold.Counts.Windows, "a minute is learned once");
    }

    [TestMethod]
    public void A_late_record_takes_nothing_back_that_it_does_not_disprove()
    {
        var stage = new FoldStage().Until(600).Until(603, minute => [FoldStage.Calls(minute, 5_000)]);
        stage.Until(604);
        Assert.IsTrue(stage.Told.Any(anomaly => anomaly.Kind == AnomalyKind.Burst));
        stage.Send(FoldStage.Calls(602, 1)).Until(620);
        Assert.AreEqual(1, stage.Fold.Counts.Late);
        Assert.AreEqual(0, stage.Fold.Counts.Withdrawn);
    }

    [TestMethod]
    public void Beyond_the_horizon_a_late_record_is_counted_and_changes_nothing()
    {
        var stage = new FoldStage().Until(300);
        stage.Send(FoldStage.Calls(200, 500) with { Outcome = Outcome.Error }).Until(310);
        Assert.HasCount(0, stage.Told);
        Assert.AreEqual((1, 1), (stage.Fold.Counts.Late, stage.Fold.Counts.TooLate));
    }

    [TestMethod]
    [DataRow(298, DisplayName = "within the horizon")]
    [DataRow(100, DisplayName = "beyond the horizon")]
    public void A_first_seen_caller_is_told_once_at_any_lateness(int minute)
    {
        var stage = new FoldStage().Until(300, m => [FoldStage.Calls(m, 100) with { Caller = Own }]);
        stage.Send(FoldStage.Calls(minute, 1) with { Caller = Thief }).Send(FoldStage.Calls(minute, 1) with { Caller = Own });
        stage.Until(320, m => [FoldStage.Calls(m, 100) with { Caller = Own }]);
        var told = stage.Told.Where(anomaly => anomaly.Phase == AnomalyPhase.Began).Single();
        Assert.AreEqual((AnomalyKind.NewCaller, "user/thief", FoldStage.At(minute)), (told.Kind, told.Principal, told.WindowStart));
    }

    [TestMethod]
    public void Records_from_long_ago_in_numbers_are_one_story_that_ends_with_them()
    {
        var stage = new FoldStage().Until(400);
        stage.Until(410, minute => [FoldStage.Calls(minute, 100), .. Enumerable.Range(0, 30).Select(second => FoldStage.One(minute - 200 + (second / 60d), $"{minute} {second}"))]);
        var told = stage.Told.Single(anomaly => anomaly.Phase == AnomalyPhase.Began);
        Assert.AreEqual((AnomalyKind.StaleTelemetry, Signal.StaleRecords), (told.Kind, told.Signal));
        Assert.IsLessThanOrEqualTo(FoldStage.At(402), told.DetectedAt);

        stage.Until(440);
        Assert.AreEqual((told.Id, AnomalyPhase.Ended), (stage.Told[^1].Id, stage.Told[^1].Phase));
        Assert.AreEqual(0, stage.Fold.Counts.Withdrawn);
    }

    [TestMethod]
    [DataRow(298, DisplayName = "within the horizon")]
    [DataRow(100, DisplayName = "beyond the horizon")]
    public void Refusals_are_told_at_any_lateness(int minute)
    {
        var stage = new FoldStage().Until(300).Send(FoldStage.Calls(minute, 80) with { Outcome = Outcome.Denied, Caller = Thief }).Tick(301);
        Assert.IsTrue(stage.Told.Any(anomaly => anomaly is { Kind: AnomalyKind.Denied, Principal: "user/thief" }));
    }

    [TestMethod]
    public void A_minute_of_a_slow_source_waits_for_it_and_can_be_judged_again_for_as_long()
    {
        var stage = new FoldStage().Until(300).Send(FoldStage.Calls(299, 1), source: "azure-monitor");
        stage.Tick(309.5);
        Assert.AreEqual(299, stage.Fold.Counts.Windows);
        stage.Tick(315).Send(FoldStage.Calls(299, 400) with { Outcome = Outcome.Error }, clock: 315).Tick(319);
        Assert.AreEqual(AnomalyKind.Errors, stage.Told.Single().Kind);
        stage.Send(FoldStage.Calls(299, 1), clock: 321);
        Assert.AreEqual((2, 1), (stage.Fold.Counts.Late, stage.Fold.Counts.TooLate));
    }
}
