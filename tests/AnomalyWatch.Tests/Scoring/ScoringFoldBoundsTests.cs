using System.Globalization;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Tests.Scoring;

/// <summary>What a stranger can lengthen has an end: memory is measured before and after a flood, and who was there before is still watched.</summary>
[TestClass]
public sealed class ScoringFoldBoundsTests
{
    private const long MaxGrowth = 100 * 1024 * 1024;

    private static readonly Caller Own = new() { Principal = "role/orders" };

    [TestMethod]
    public void A_flood_of_names_and_callers_keeps_memory_flat_and_pushes_nobody_out() => Flood(100_000);

    [TestMethod]
    [TestCategory("Long")]
    public void A_flood_of_a_million_names_and_callers_keeps_memory_flat_and_pushes_nobody_out() => Flood(1_000_000);

    private static void Flood(int strangers)
    {
        var stage = new FoldStage(options: new ScoringOptions { MaxFunctions = 500, RememberedIds = 50_000 });
        stage.Until(300, minute => [FoldStage.Calls(minute, 100) with { Caller = Own }]);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < strangers; i++)
        {
            var name = i.ToString(CultureInfo.InvariantCulture);
            stage.Send(FoldStage.One(300, "n" + name) with { Function = "other/stranger/" + name });
            stage.Send(FoldStage.One(300, "c" + name) with { Function = "other/public", Caller = new Caller { Principal = "visitor/" + name } });
            stage.Send(FoldStage.One(300, "s" + name) with { Function = "other/started", Kind = InvocationKind.Start });
            if (i % 10_000 == 0)
            {
                stage.Send(FoldStage.Calls(stage.Minute, 100) with { Caller = Own }).Until(stage.Minute + 1, _ => []);
            }
        }

        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.IsLessThan(MaxGrowth, growth, $"{growth / 1024 / 1024} MiB more");
        Assert.HasCount(500 + 1, stage.Fold.TakeChanges(all: true).Where(entry => entry.Key[0] is not ('#' or '!')).ToList());

        // The old function still has its memory.
        var thief = new Caller { Principal = "user/thief" };
        stage.Send(FoldStage.Calls(stage.Minute, 100) with { Caller = Own }).Send(FoldStage.Calls(stage.Minute, 1) with { Caller = thief });
        stage.Until(stage.Minute + 2, minute => [FoldStage.Calls(minute, 100) with { Caller = Own }]);
        Assert.IsTrue(stage.Told.Any(anomaly => anomaly is { Kind: AnomalyKind.NewCaller, Principal: "user/thief", Function: FoldStage.Function }));
        Assert.IsNotNull(stage.Fold.TakeChanges(all: true).Single(entry => entry.Key == ScoringFold.OverflowFunction).Bytes);
        GC.KeepAlive(stage);
    }
}
