using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Tests.Streaming.Snapshots;

[TestClass]
public sealed class EntryPartsTests
{
    [TestMethod]
    public void Entries_that_are_too_long_are_cut_and_come_back_whole()
    {
        StateEntry[] entries = [new("a", Bytes(3)), new("b", Bytes(25)), new("b1", Bytes(20)), new("c", Bytes(0)), new("d", Bytes(30))];
        var cut = new EntryParts(partBytes: 10).Cut(entries);
        Assert.IsTrue(cut.All(entry => entry.Bytes!.Value.Length <= 10));
        Assert.HasCount(1 + 3 + 2 + 1 + 3, cut);
        Equal(entries, new EntryParts(partBytes: 10).Join(cut.OrderBy(entry => entry.Key, StringComparer.Ordinal)));
    }

    [TestMethod]
    public void Parts_that_a_shorter_entry_no_longer_needs_are_gone_also_after_a_restart()
    {
        var first = new EntryParts(partBytes: 10);
        var kept = first.Cut([new("b", Bytes(35))]);
        var second = new EntryParts(partBytes: 10);
        Equal([new("b", Bytes(35))], second.Join(kept));
        foreach (var parts in new[] { first, second })
        {
            var shorter = parts.Cut([new("b", Bytes(12))]);
            CollectionAssert.AreEqual(new[] { 10, 2, -1, -1 }, shorter.Select(entry => entry.Bytes?.Length ?? -1).ToList());
            var gone = parts.Cut([new("b", null)]);
            CollectionAssert.AreEqual(new[] { -1, -1 }, gone.Select(entry => entry.Bytes?.Length ?? -1).ToList());
            Assert.HasCount(1, parts.Cut([new("b", Bytes(1))]));
        }
    }

    private static void Equal(IEnumerable<StateEntry> expected, IEnumerable<StateEntry> actual) => CollectionAssert.AreEqual(
        expected.Select(entry => (entry.Key, Convert.ToHexString(entry.Bytes!.Value.Span))).ToList(),
        actual.Select(entry => (entry.Key, Convert.ToHexString(entry.Bytes!.Value.Span))).ToList());

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)i)];
}
