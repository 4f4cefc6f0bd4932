using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Streaming;

[TestClass]
public sealed class PackDeduplicatorTests
{
    [TestMethod]
    public void A_pack_sent_again_is_not_new()
    {
        var packs = new PackDeduplicator();
        Assert.IsTrue(packs.IsNew("ingest", 5));
        Assert.IsFalse(packs.IsNew("ingest", 5));
    }

    [TestMethod]
    public void A_pack_that_was_overtaken_is_new_once()
    {
        var packs = new PackDeduplicator();
        Assert.IsTrue(packs.IsNew("ingest", 7));
        Assert.IsTrue(packs.IsNew("ingest", 6));
        Assert.IsFalse(packs.IsNew("ingest", 6));
    }

    [TestMethod]
    public void A_pack_far_below_the_highest_counts_as_seen()
    {
        var packs = new PackDeduplicator();
        packs.IsNew("ingest", 1000);
        Assert.IsTrue(packs.IsNew("ingest", 1000 - PackDeduplicator.Window + 1));
        Assert.IsFalse(packs.IsNew("ingest", 1000 - PackDeduplicator.Window));
    }

    [TestMethod]
    public void Producers_do_not_shadow_each_other()
    {
        var packs = new PackDeduplicator();
        Assert.IsTrue(packs.IsNew("a", 0));
        Assert.IsTrue(packs.IsNew("b", 0));
    }

    [TestMethod]
    public void A_body_without_a_producer_is_always_new()
    {
        var packs = new PackDeduplicator();
        Assert.IsTrue(packs.IsNew("", -1));
        Assert.IsTrue(packs.IsNew("", -1));
    }

    [TestMethod]
    public void The_producer_silent_for_longest_is_forgotten_when_there_are_too_many()
    {
        var packs = new PackDeduplicator();
        packs.IsNew("first", 0);
        packs.IsNew("second", 0);
        packs.IsNew("first", 1);
        for (var i = 0; i < PackDeduplicator.MaxProducers - 1; i++)
        {
            packs.IsNew($"other-{i}", 0);
        }

        Assert.IsFalse(packs.IsNew("first", 1), "it spoke later than the second, which had to go");
        Assert.IsTrue(packs.IsNew("second", 0));
    }
}
