using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Tests.Scoring;

[TestClass]
public sealed class EarlyVerdictTests
{
    [TestMethod]
    public void A_burst_is_told_within_the_second_that_it_passes_the_bound_and_once_when_its_minute_closes()
    {
        var stage = new FoldStage().Until(700);
        for (var second = 0; second < 60; second++)
        {
            stage.Send(FoldStage.Calls(700, 20_000) with { SpanMs = 1000 * second }, 700 + (second / 60.0));
        }

        var told = stage.Told.Single(anomaly => anomaly.Phase == AnomalyPhase.Began);
        Assert.AreEqual(AnomalyKind.Burst, told.Kind);
        Assert.IsTrue(told.DetectedAt < FoldStage.At(700.5) && told.Observed < 600_000, $"told at {told.DetectedAt:O} with {told.Observed}");
        stage.Tick(701).Tick(702).Until(720);
        Assert.HasCount(1, stage.Told.Select(anomaly => anomaly.Id).Distinct().ToList());
        Assert.AreEqual(AnomalyPhase.Ended, stage.Told[^1].Phase);
        Assert.AreEqual(0, stage.Fold.Counts.Withdrawn);
    }

    [TestMethod]
    public void A_running_minute_that_holds_too_much_is_looked_at_again_when_the_one_before_it_becomes_evidence()
    {
        var stage = new FoldStage().Until(700).Send(FoldStage.Calls(700, 5_000), 700.5).Tick(701).Send(FoldStage.Calls(701, 5_000), 701.1);
        Assert.HasCount(0, stage.Told);
        stage.Tick(701.5);
        var told = stage.Told.Single();
        Assert.AreEqual((AnomalyKind.Burst, FoldStage.At(700), FoldStage.At(701.5)), (told.Kind, told.WindowStart, told.DetectedAt));
    }

    [TestMethod]
    public void What_was_told_early_and_does_not_hold_at_the_close_is_withdrawn()
    {
        var stage = new FoldStage().Until(700).Send(FoldStage.Calls(700, 500_000), 700.5);
        var told = stage.Told.Single();
        stage.Send(Control.ConfigurationChanged(FoldStage.At(700.6), threshold: 30, noveltyThreshold: null)).Tick(702);
        Assert.AreEqual((told.Id, AnomalyPhase.Withdrawn), (stage.Told[^1].Id, stage.Told[^1].Phase));
    }

    [TestMethod]
    public void After_a_look_only_twice_as_much_is_worth_another()
    {
        var tally = new ScoringTally();
        var teller = new AnomalyTeller(new ScoringOptions(), new Maintenances(), new AnswerMemory(), tally);
        var judge = new WindowJudge(teller, new StartJoin(tally), new WatchGaps(), new AnswerMemory(), tally);
        var detector = new Detector(new DetectorOptions(), ScoringModel.Default);
        var function = new WatchedFunction(FoldStage.Function, 0, detector.NewFunction(), FoldStage.At(0));
        var watched = new WatchedWindow(new FunctionWindow(FoldStage.Function, FoldStage.At(0))) { EarlyAt = 100 };
        var looks = new List<long>();
        for (var call = 1; call <= 1_000; call++)
        {
            watched.Window.Add(FoldStage.One(0, $"{call}"));
            var before = watched.EarlyAt;
            judge.JudgeEarly(detector, function, watched, FoldStage.At(1), []);
            if (watched.EarlyAt != before)
            {
                looks.Add(call);
            }
        }

        CollectionAssert.AreEqual(new List<long> { 100, 200, 400, 800 }, looks);
    }

    [TestMethod]
    public void Nothing_is_judged_early_before_enough_is_known()
    {
        var detector = new Detector(new DetectorOptions(), ScoringModel.Default);
        Assert.AreEqual(long.MaxValue, detector.EarlyBound(detector.NewFunction(), FoldStage.At(0)));
    }

    [TestMethod]
    public void An_early_verdict_ahead_of_what_is_learned_begins_with_its_evidence_and_has_a_gap_in_its_history()
    {
        var next = FoldStage.At(10);
        var verdict = new Verdict
        {
            Function = "f",
            WindowStart = FoldStage.At(12),
            WindowEnd = FoldStage.At(13),
            Since = FoldStage.At(11),
            History = [1, 2, 9],
        };
        var placed = VerdictPlace.Of(verdict, next);
        Assert.AreEqual(FoldStage.At(9), placed.Since, "the minute learned last is the one before it");
        CollectionAssert.AreEqual(new List<double> { 1, 2, double.NaN, double.NaN, 9 }, placed.History.ToList());
        var late = VerdictPlace.Of(verdict with { WindowStart = FoldStage.At(8) }, next);
        Assert.AreEqual(FoldStage.At(8), late.Since);
        CollectionAssert.AreEqual(new List<double> { 9 }, late.History.ToList());
    }
}
