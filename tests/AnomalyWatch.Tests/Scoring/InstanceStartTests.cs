using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Signals;
using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Tests.Scoring;

/// <summary>Starts of instances that are told apart from the calls that waited for them, as Google pushes them.</summary>
[TestClass]
public sealed class InstanceStartTests
{
    [TestMethod]
    public void An_instance_start_is_a_cold_start_of_its_minute_and_no_call()
    {
        var window = new FunctionWindow(FoldStage.Function, FoldStage.At(0));
        window.Add(Start(0.5, "a"));
        window.Add(FoldStage.One(0.6, "b") with { ColdStart = true });
        Assert.AreEqual((1L, 2L), (window.Invocations, window.ColdStarts));
    }

    [TestMethod]
    public void A_storm_of_instance_starts_is_told_as_cold_starts()
    {
        var stage = new FoldStage().Until(200);
        stage.Until(206, minute => [.. Enumerable.Range(0, 90).Select(i => Start(minute + (i / 100d), $"{minute}-{i}")), FoldStage.Calls(minute, 100)]);
        Assert.AreEqual(AnomalyKind.ColdStarts, stage.Told[0].Kind);
    }

    [TestMethod]
    public void A_start_that_comes_again_under_its_own_id_counts_once()
    {
        var stage = new FoldStage().Until(200);
        for (var i = 0; i < 60; i++)
        {
            stage.Send(Start(200.1, "the-same"), 200.9);
        }

        stage.Until(202);
        Assert.IsEmpty(stage.Told);
        Assert.AreEqual(59, stage.Fold.Counts.Duplicates);
    }

    [TestMethod]
    public void A_start_and_a_call_of_the_same_id_are_two_things()
    {
        var stage = new FoldStage().Until(10);
        stage.Send(Start(10, "x")).Send(FoldStage.One(10, "x")).Send(FoldStage.One(10, "x") with { Kind = InvocationKind.Start });
        Assert.AreEqual((0, 0), (stage.Fold.Counts.Duplicates, stage.Fold.Counts.Filled));
    }

    [TestMethod]
    public void Now_and_then_a_start_in_a_minute_without_calls_is_nothing()
    {
        var stage = new FoldStage().Until(600, minute => minute % 20 == 19 ? [Start(minute + 0.9, $"s{minute}")] : minute % 20 == 0 ? [FoldStage.One(minute, $"c{minute}")] : []);
        Assert.IsEmpty(stage.Told);
    }

    private static Invocation Start(double minute, string id) => FoldStage.One(minute, id) with { Kind = InvocationKind.InstanceStart, ColdStart = true };
}
