using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Tests.Streaming.Snapshots;

[TestClass]
public sealed class ChangedEntriesTests
{
    [TestMethod]
    public void What_changed_is_taken_once_in_ordinal_order()
    {
        var entries = new ChangedEntries();
        entries.Change("b");
        entries.Change("B");
        entries.Change("b");

        CollectionAssert.AreEqual(new[] { "B", "b" }, entries.Take(all: false, ["b", "B", "c"]).ToArray());
        Assert.IsEmpty(entries.Take(all: false, ["b", "B", "c"]));
    }

    [TestMethod]
    public void An_entry_that_is_gone_is_taken_only_where_it_was_kept()
    {
        var entries = new ChangedEntries();
        entries.Change("kept");
        entries.Take(all: false, ["kept"]);
        entries.Change("short");
        entries.Remove("short");
        entries.Remove("kept");

        CollectionAssert.AreEqual(new[] { "kept" }, entries.Take(all: false, []).ToArray());
    }

    [TestMethod]
    public void An_entry_that_came_back_has_changed()
    {
        var entries = new ChangedEntries();
        entries.Keep(["a"]);
        entries.Remove("a");
        entries.Change("a");

        CollectionAssert.AreEqual(new[] { "a" }, entries.Take(all: false, ["a"]).ToArray());
    }

    [TestMethod]
    public void All_is_every_entry_and_nothing_that_is_gone()
    {
        var entries = new ChangedEntries();
        entries.Keep(["gone", "b"]);
        entries.Remove("gone");

        CollectionAssert.AreEqual(new[] { "a", "b" }, entries.Take(all: true, ["b", "a"]).ToArray());
        Assert.IsEmpty(entries.Take(all: false, ["b", "a"]));
    }
}
