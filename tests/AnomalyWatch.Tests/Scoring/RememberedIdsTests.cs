using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Tests.Scoring;

[TestClass]
public sealed class RememberedIdsTests
{
    [TestMethod]
    public void A_call_is_known_per_function()
    {
        var ids = new RememberedIds(10);
        ids.Add(Call(1, 7));
        Assert.IsTrue(ids.TryFind(1, 7, out _, out var known));
        Assert.AreEqual(Call(1, 7), known);
        Assert.IsFalse(ids.TryFind(2, 7, out _, out _));
    }

    [TestMethod]
    public void At_least_the_capacity_is_remembered_and_a_whole_block_is_forgotten_at_once()
    {
        var ids = Filled(2 * RememberedIds.BlockSize, 3 * RememberedIds.BlockSize);
        Assert.AreEqual(3 * RememberedIds.BlockSize, ids.Count);
        ids.Add(Call(1, 3 * RememberedIds.BlockSize));
        Assert.AreEqual((2 * RememberedIds.BlockSize) + 1, ids.Count);
        Assert.IsFalse(ids.TryFind(1, RememberedIds.BlockSize - 1, out _, out _));
        Assert.IsTrue(ids.TryFind(1, RememberedIds.BlockSize, out _, out _));
    }

    [TestMethod]
    public void Only_the_newest_block_and_one_that_was_filled_in_have_changed()
    {
        var ids = Filled(100_000, 3 * RememberedIds.BlockSize);
        ids.TakeChanges(all: false);
        ids.Add(Call(1, 1_000_000));
        Assert.IsTrue(ids.TryFind(1, 5, out var place, out var known));
        ids.Replace(place, known with { Outcome = Outcome.Error });
        CollectionAssert.AreEqual(new List<long> { 0, 3 }, ids.TakeChanges(all: false).Select(block => block.Number).ToList());
        Assert.HasCount(0, ids.TakeChanges(all: false));
        Assert.HasCount(4, ids.TakeChanges(all: true));
    }

    [TestMethod]
    public void Restored_blocks_go_on_where_the_old_ones_ended()
    {
        var old = Filled(RememberedIds.BlockSize, 10_000);
        var restored = new RememberedIds(RememberedIds.BlockSize);
        foreach (var (number, calls) in old.TakeChanges(all: true))
        {
            Assert.IsTrue(restored.TryRestore(number, calls.Span));
        }

        for (var i = 10_000; i < 20_000; i++)
        {
            old.Add(Call(1, i));
            restored.Add(Call(1, i));
        }

        var (left, right) = (old.TakeChanges(all: true), restored.TakeChanges(all: true));
        CollectionAssert.AreEqual(left.Select(block => block.Number).ToList(), right.Select(block => block.Number).ToList());
        Assert.IsTrue(left.Zip(right).All(pair => pair.First.Calls.Span.SequenceEqual(pair.Second.Calls.Span)));
    }

    [TestMethod]
    public void Blocks_that_cannot_follow_each_other_are_refused()
    {
        var ids = new RememberedIds(100_000);
        Assert.IsTrue(ids.TryRestore(4, [Call(1, 1)]));
        Assert.IsFalse(ids.TryRestore(5, [Call(1, 2)]), "the block before is not full");
        Assert.IsFalse(new RememberedIds(10).TryRestore(0, [Call(1, 1), Call(1, 1)]), "a call is in it twice");
        Assert.IsFalse(new RememberedIds(10).TryRestore(long.MaxValue, [Call(1, 1)]));
        Assert.IsFalse(new RememberedIds(10).TryRestore(0, []));
    }

    private static RememberedIds Filled(int capacity, int calls)
    {
        var ids = new RememberedIds(capacity);
        for (var i = 0; i < calls; i++)
        {
            ids.Add(Call(1, i));
        }

        return ids;
    }

    private static RememberedId Call(int function, int id) => new(function, (UInt128)id, 29_000_000, 1, InvocationFacts.Duration, Outcome.Unknown);
}
