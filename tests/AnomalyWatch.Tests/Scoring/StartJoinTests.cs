using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Tests.Scoring;

[TestClass]
public sealed class StartJoinTests
{
    private static readonly Caller Own = new() { Principal = "role/orders" };
    private static readonly Caller Thief = new() { Principal = "user/thief" };

    [TestMethod]
    public void The_end_of_a_call_is_counted_with_what_its_start_told()
    {
        var start = PendingStart.Of(FoldStage.One(5, "a") with { Trigger = Trigger.Http, ColdStart = true, Caller = Thief });
        var joined = start.Join(FoldStage.One(5.5, "a") with { Outcome = Outcome.Ok });
        Assert.AreEqual((FoldStage.At(5), 30_000, Trigger.Http, true), (joined.Start, joined.DurationMs, joined.Trigger, joined.ColdStart));
        Assert.AreEqual(Thief, joined.Caller);
        var won = start.Join(FoldStage.One(5.2, "a") with { DurationMs = 7, ColdStart = false, Trigger = Trigger.Queue, Caller = Own });
        Assert.AreEqual((FoldStage.At(5.2), 7, Trigger.Queue, false, Own), (won.Start, won.DurationMs, won.Trigger, won.ColdStart, won.Caller));
    }

    [TestMethod]
    [DataRow(true, DisplayName = "start, then end")]
    [DataRow(false, DisplayName = "end, then start")]
    public void A_caller_that_only_the_start_tells_is_judged(bool startFirst)
    {
        var stage = new FoldStage().Until(200, m => [FoldStage.Calls(m, 100) with { Caller = Own }]);
        var start = FoldStage.One(200, "a") with { Kind = InvocationKind.Start, Caller = Thief };
        var end = FoldStage.One(200, "a") with { DurationMs = 900 };
        stage.Send(startFirst ? start : end, 200.5).Send(startFirst ? end : start, 200.6);
        stage.Send(FoldStage.Calls(200, 100) with { Caller = Own }).Tick(202);
        Assert.AreEqual("user/thief", stage.Told.Single().Principal);
        Assert.AreEqual((201, 0, startFirst ? 0 : 1), (stage.Fold.Counts.Windows, stage.Fold.Counts.Duplicates, stage.Fold.Counts.Filled));
    }

    [TestMethod]
    public void A_start_without_an_end_is_unfinished_after_the_longest_time_the_platform_lets_it_run()
    {
        var stage = new FoldStage().Until(10);
        stage.Send(FoldStage.One(10, "a") with { Kind = InvocationKind.Start }).Send(FoldStage.One(10.1, "b") with { Kind = InvocationKind.Start });
        stage.Send(FoldStage.One(10.1, "b") with { DurationMs = 100 }, 10.5).Until(26);
        Assert.AreEqual(0, stage.Fold.Counts.Unfinished);
        stage.Until(28);
        Assert.AreEqual(1, stage.Fold.Counts.Unfinished);
        stage.Send(FoldStage.One(10, "a") with { DurationMs = 1_080_000 }).Until(31);
        Assert.AreEqual(0, stage.Fold.Counts.Duplicates, "an end that comes after all counts as a call");
    }

    [TestMethod]
    [DataRow("aws/1/eu/f", 15)]
    [DataRow("azure/1/app/f", 30)]
    [DataRow("gcp/1/eu/f", 60)]
    [DataRow("other/f", 15)]
    public void The_time_an_invocation_is_waited_for_is_its_platforms(string function, int minutes) =>
        Assert.AreEqual(TimeSpan.FromMinutes(minutes), StartLimit.Of(function));

    [TestMethod]
    public void What_is_waited_for_is_bounded_per_function_and_in_all_and_the_rest_is_counted()
    {
        var tally = new ScoringTally();
        var join = new StartJoin(tally);
        var detector = new Detector(new DetectorOptions(), ScoringModel.Default);
        var functions = Enumerable.Range(0, 5)
            .Select(number => new WatchedFunction($"other/{number}", number, detector.NewFunction(), FoldStage.At(0))).ToList();
        foreach (var function in functions)
        {
            for (var call = 0; call <= StartJoin.MaxPerFunction; call++)
            {
                join.Begin(function, FoldStage.One(0, $"{call}"));
            }
        }

        Assert.AreEqual(StartJoin.MaxPerPartition, functions.Sum(function => function.Starts?.Count ?? 0));
        Assert.AreEqual((5L * (StartJoin.MaxPerFunction + 1)) - StartJoin.MaxPerPartition, tally.Counts.StartsLeftOut);
        Assert.AreEqual(0, join.GiveUp(functions[0], FoldStage.At(15)));
        Assert.AreEqual(StartJoin.MaxPerFunction, join.GiveUp(functions[0], FoldStage.At(15.1)));
        join.Begin(functions[4], FoldStage.One(0, "room again"));
        Assert.HasCount(1, functions[4].Starts!);
    }
}
