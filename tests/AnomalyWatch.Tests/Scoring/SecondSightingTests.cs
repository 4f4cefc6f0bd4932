using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Tests.Scoring;

/// <summary>The same call seen by two sources.</summary>
[TestClass]
public sealed class SecondSightingTests
{
    [TestMethod]
    [DataRow(false, DisplayName = "minute open")]
    [DataRow(true, DisplayName = "minute closed")]
    public void It_fills_in_the_outcome_and_the_failures_are_told_once(bool isClosed)
    {
        var stage = new FoldStage().Until(300).Send(FoldStage.Calls(300, 100), 300.2);
        for (var call = 0; call < 400; call++)
        {
            stage.Send(FoldStage.One(300.1, $"{call}"), 300.3);
        }

        stage.Tick(isClosed ? 302 : 301);
        for (var sighting = 0; sighting < 2; sighting++)
        {
            for (var call = 0; call < 400; call++)
            {
                stage.Send(FoldStage.One(300.1, $"{call}") with { Outcome = Outcome.Error }, isClosed ? 302.1 : 301.1, source: "otlp");
            }
        }

        Assert.HasCount(0, stage.Told);
        stage.Tick(303);
        var told = stage.Told.Single();
        Assert.AreEqual((AnomalyKind.Errors, 400, FoldStage.At(300)), (told.Kind, told.Observed, told.WindowStart));
        Assert.AreEqual((800, 400), (stage.Fold.Counts.Duplicates, stage.Fold.Counts.Filled));
    }

    [TestMethod]
    public void It_fills_only_what_the_first_left_out()
    {
        var window = new FunctionWindow(FoldStage.Function, FoldStage.At(0));
        var first = FoldStage.One(0, "a") with { DurationMs = 10, Outcome = Outcome.Denied };
        window.Add(first);
        var second = first with { DurationMs = 99, Outcome = Outcome.Error, ColdStart = true, Caller = new Caller { Principal = "user/x" } };
        window.Fill(second, FunctionWindow.FactsOf(first), first.Outcome);
        Assert.AreEqual((1, 0, 1, 1), (window.Invocations, window.Errors, window.Denied, window.ColdStarts));
        Assert.AreEqual((1, "user/x"), (window.Durations.Count, window.DeniedCaller));
        CollectionAssert.AreEqual(new List<string> { "user/x" }, window.Callers.Keys.ToList());
    }

    [TestMethod]
    public void It_can_tell_that_the_call_was_refused()
    {
        var window = new FunctionWindow(FoldStage.Function, FoldStage.At(0));
        window.Add(FoldStage.One(0, "a"));
        window.Fill(FoldStage.One(0, "a") with { Outcome = Outcome.Denied, Caller = new Caller { Ip = "203.0.113.9" } }, InvocationFacts.None, Outcome.Unknown);
        Assert.AreEqual((1, 1, "203.0.113.9"), (window.Invocations, window.Denied, window.DeniedCaller));
    }
}
