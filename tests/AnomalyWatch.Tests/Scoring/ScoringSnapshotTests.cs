using System.Buffers;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Tests.Scoring;

[TestClass]
public sealed class ScoringSnapshotTests
{
    [TestMethod]
    public void A_fold_restored_from_a_full_snapshot_and_its_deltas_goes_on_bit_for_bit() => GoesOn(seed: 1, cuts: 6);

    [TestMethod]
    [TestCategory("Long")]
    public void A_fold_restored_anywhere_in_many_logs_goes_on_bit_for_bit()
    {
        for (var seed = 2; seed < 12; seed++)
        {
            GoesOn(seed, cuts: 12);
        }
    }

    [TestMethod]
    public void A_function_of_which_only_quiet_minutes_have_passed_is_not_written_again_for_ten_minutes_and_a_sleeping_one_never()
    {
        var stage = new FoldStage(options: new ScoringOptions { SleepAfter = TimeSpan.FromHours(1) }).Until(30);
        stage.Until(40, _ => []);
        stage.Fold.TakeChanges(all: true);
        stage.Until(50, _ => []);
        Assert.HasCount(0, stage.Fold.TakeChanges(all: false));
        stage.Until(52, _ => []);
        Assert.AreEqual(FoldStage.Function, stage.Fold.TakeChanges(all: false).Single().Key);
        stage.Until(200, _ => []).Fold.TakeChanges(all: false);
        stage.Until(300, _ => []);
        Assert.HasCount(0, stage.Fold.TakeChanges(all: false));
    }

    [TestMethod]
    public void Only_the_functions_and_calls_that_changed_are_written_and_keys_are_in_order()
    {
        var stage = new FoldStage().Send(FoldStage.One(0, "a"), 0.1).Send(FoldStage.One(0, "b") with { Function = "other/b" }, 0.1);
        CollectionAssert.AreEqual(
            new List<string> { "#ids/000000000000", FoldStage.Function, "other/b" }, stage.Fold.TakeChanges(all: false).Select(entry => entry.Key).ToList());
        stage.Send(FoldStage.Calls(0, 1) with { Function = "other/b" }, 0.2);
        CollectionAssert.AreEqual(new List<string> { "other/b" }, stage.Fold.TakeChanges(all: false).Select(entry => entry.Key).ToList());
        Assert.HasCount(3, stage.Fold.TakeChanges(all: true));
    }

    [TestMethod]
    public void What_functions_know_of_callers_together_is_kept_beside_them_and_written_as_it_changes()
    {
        var stage = new FoldStage().Until(10, minute => [FoldStage.Calls(minute, 5) with { Caller = new Caller { Principal = "role/orders" } }]);
        var callers = stage.Fold.TakeChanges(all: false).Where(entry => entry.Key.StartsWith("!callers", StringComparison.Ordinal)).ToList();
        Assert.IsGreaterThan(1, callers.Count);
        stage.Until(12, minute => [FoldStage.Calls(minute, 5) with { Caller = new Caller { Principal = "role/orders" } }]);
        Assert.AreEqual("!callers", stage.Fold.TakeChanges(all: false).Single(entry => entry.Key.StartsWith("!callers", StringComparison.Ordinal)).Key);
    }

    [TestMethod]
    public void A_state_that_is_damaged_anywhere_is_refused_or_read_as_another_and_never_throws()
    {
        var old = Folded(SomeLog.Stamped(3).Take(4_000));
        var (head, entries) = Full(old);
        var random = new Random(5);
        var refused = 0;
        for (var i = 0; i < 300; i++)
        {
            var place = random.Next(entries.Count + 1);
            var damagedHead = place == entries.Count ? Damage(head, random) : head;
            var damaged = entries.Select((entry, at) => at == place ? entry with { Bytes = Damage(entry.Bytes!.Value.ToArray(), random) } : entry);
            var fresh = Fresh();
            refused += fresh.TryRestore(3, damagedHead, damaged, out var fault) ? 0 : 1;
            Assert.AreEqual(fault is null, fresh.TakeChanges(all: true).Count > 0, "a refused state leaves the fold as it was");
        }

        Assert.IsGreaterThan(50, refused);
    }

    [TestMethod]
    public void A_state_of_another_format_that_is_not_whole_or_whose_model_is_not_at_hand_is_refused_with_the_reason()
    {
        var (head, entries) = Full(Folded(SomeLog.Stamped(3).Take(2_000)));
        Assert.IsFalse(Fresh().TryRestore(4, head, entries, out var fault));
        StringAssert.Contains(fault, "format 4");
        Assert.IsFalse(Fresh().TryRestore(3, head, entries.Where(entry => entry.Key[0] != '!').Skip(1), out fault));
        StringAssert.Contains(fault, "not whole");
        var other = new ScoringFold(new Detector(new DetectorOptions(), ScoringModel.Untrained), new ScoringOptions());
        Assert.IsFalse(other.TryRestore(3, head, entries, out fault));
        StringAssert.Contains(fault, ScoringModel.Default.Manifest.ModelSha256);
        var shelf = new ModelShelf();
        Assert.IsTrue(shelf.TryAdd(ScoringModel.Default));
        Assert.IsTrue(new ScoringFold(new Detector(new DetectorOptions(), ScoringModel.Untrained), new ScoringOptions(), shelf).TryRestore(3, head, entries, out _));
    }

    private static void GoesOn(int seed, int cuts)
    {
        var log = SomeLog.Stamped(seed);
        var random = new Random(seed);
        for (var i = 0; i < cuts; i++)
        {
            var cut = random.Next(log.Count);
            var snapshots = Enumerable.Range(0, 1 + random.Next(4)).Select(_ => random.Next(cut + 1)).Append(cut).Order().ToList();
            var old = Fresh();
            var kept = new SortedDictionary<string, StateEntry>(StringComparer.Ordinal);
            var next = 0;
            foreach (var (number, snapshot) in snapshots.Index())
            {
                Apply(old, log[next..snapshot]);
                next = snapshot;
                Keep(kept, old.TakeChanges(all: number == 0));
            }

            var restored = Fresh();
            Assert.IsTrue(restored.TryRestore(3, Head(old), kept.Values, out var fault), fault);
            Same(old, restored, $"seed {seed}, restored at {cut}");
            Assert.AreEqual(Apply(old, log[cut..]), Apply(restored, log[cut..]), $"seed {seed}, cut at {cut}");
            Same(old, restored, $"seed {seed}, went on from {cut}");
            Assert.AreEqual(old.Counts, restored.Counts);
        }
    }

    private static void Same(ScoringFold left, ScoringFold right, string when)
    {
        CollectionAssert.AreEqual(Head(left), Head(right), $"head, {when}");
        // Asking for all resets what has changed, in both alike.
        var (a, b) = (left.TakeChanges(all: true), right.TakeChanges(all: true));
        CollectionAssert.AreEqual(a.Select(entry => entry.Key).ToList(), b.Select(entry => entry.Key).ToList(), when);
        foreach (var (x, y) in a.Zip(b))
        {
            Assert.IsTrue(x.Bytes!.Value.Span.SequenceEqual(y.Bytes!.Value.Span), $"{x.Key}, {when}");
        }
    }

    private static void Keep(SortedDictionary<string, StateEntry> kept, IReadOnlyList<StateEntry> changes)
    {
        foreach (var entry in changes)
        {
            if (entry.Bytes is null)
            {
                kept.Remove(entry.Key);
            }
            else
            {
                kept[entry.Key] = entry;
            }
        }
    }

    private static string Apply(ScoringFold fold, IEnumerable<Stamped<TelemetryRecord>> log) => ToldAnomalies.Of(fold, log).AsText();

    // Few calls are remembered, so that whole blocks are forgotten within the log.
    private static ScoringFold Fresh() => new(
        new Detector(new DetectorOptions(), ScoringModel.Default), new ScoringOptions { RememberedIds = RememberedIds.BlockSize, SleepAfter = TimeSpan.FromHours(1) });

    private static ScoringFold Folded(IEnumerable<Stamped<TelemetryRecord>> log)
    {
        var fold = Fresh();
        Apply(fold, log);
        return fold;
    }

    private static (byte[] Head, IReadOnlyList<StateEntry> Entries) Full(ScoringFold fold) => (Head(fold), fold.TakeChanges(all: true));

    private static byte[] Head(ScoringFold fold)
    {
        var head = new ArrayBufferWriter<byte>();
        fold.WriteHead(head);
        return head.WrittenSpan.ToArray();
    }

    private static byte[] Damage(byte[] bytes, Random random)
    {
        byte[] damaged = [.. bytes];
        if (random.Next(3) == 0)
        {
            return damaged[..random.Next(damaged.Length)];
        }

        damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
        return damaged;
    }
}
