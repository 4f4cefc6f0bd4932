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

    [TestMethod]
    public void A_flood_of_names_puts_strangers_to_sleep_and_nobody_who_was_there_before() => Crowd(20_000);

    [TestMethod]
    [TestCategory("Long")]
    public void A_flood_of_a_million_names_puts_strangers_to_sleep_and_nobody_who_was_there_before() => Crowd(1_000_000);

    private static void Crowd(int strangers)
    {
        const int Awake = 200;
        const int Known = 3_000;
        var stage = new FoldStage(options: new ScoringOptions { MaxFunctions = Known, MaxAwake = Awake, RememberedIds = 50_000, SleepAfter = TimeSpan.FromDays(31) });
        string[] established = [.. Enumerable.Range(0, Awake / 2).Select(i => $"aws/1/eu/old-{i}")];
        stage.Until(60, minute => established.Select(name => FoldStage.Calls(minute, 100) with { Function = name, Caller = Own }));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0;
        for (var i = 0; i < strangers; i++)
        {
            var name = i.ToString(CultureInfo.InvariantCulture);
            stage.Send(FoldStage.One(stage.Minute, "n" + name) with { Function = "other/stranger/" + name, Caller = new Caller { Principal = "visitor/" + name } });
            if (i % Math.Max(50, strangers / 2_000) == 0)
            {
                stage.Until(stage.Minute + 1, minute => minute % 3 == 0 ? [FoldStage.Calls(minute, 100) with { Function = established[0], Caller = Own }] : []);
                most = Math.Max(most, stage.Fold.Functions.InMemory);
            }
        }

        var growth = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine($"{strangers:N0} strangers: {growth / 1024:N0} KiB more, {stage.Fold.Functions}");
        Assert.IsLessThan(MaxGrowth, growth, $"{growth / 1024 / 1024} MiB more");
        Assert.IsLessThanOrEqualTo(Awake + 1, most);
        Assert.AreEqual(Known, stage.Fold.Functions.InMemory + stage.Fold.Functions.Idle);
        var entries = stage.Fold.TakeChanges(all: true).ToDictionary(entry => entry.Key, StringComparer.Ordinal);
        Assert.IsTrue(established.All(name => !entries[name].IsIdle), "all of them are judged every minute as before");
        GC.KeepAlive(stage);
    }

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
