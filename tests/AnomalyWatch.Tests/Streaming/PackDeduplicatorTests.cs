using System.Buffers;
using AnomalyWatch.Detection.State;
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

    [TestMethod]
    public void What_was_read_drops_the_same_packs_and_forgets_the_same_producers()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var original = new PackDeduplicator();
            Draw(original, random, 3_000);
            var written = Bytes(original);
            var copy = new PackDeduplicator();
            var reader = new StateReader(written);
            copy.Restore(ref reader);
            Assert.IsTrue(reader.IsDone);
            CollectionAssert.AreEqual(written, Bytes(copy));

            CollectionAssert.AreEqual(Draw(original, new Random(-seed), 3_000), Draw(copy, new Random(-seed), 3_000));
            CollectionAssert.AreEqual(Bytes(original), Bytes(copy));
        }
    }

    [TestMethod]
    public void Damaged_bytes_are_refused_or_read_and_never_throw()
    {
        var random = new Random(7);
        var original = new PackDeduplicator();
        Draw(original, random, 50);
        var written = Bytes(original);
        for (var length = 0; length < written.Length; length++)
        {
            Assert.IsFalse(CanRead(written[..length]), $"cut at {length}");
        }

        for (var i = 0; i < 5_000; i++)
        {
            var damaged = written.ToArray();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            CanRead(damaged);
        }

        Assert.IsFalse(CanRead([2, 1, (byte)'a', 0, 2, 1, (byte)'a', 0, 2]), "one producer twice");
        Assert.IsFalse(CanRead([1, 0, 0, 2]), "a producer without a name");
    }

    private static List<bool> Draw(PackDeduplicator packs, Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(i => packs.IsNew($"producer-{random.Next(1_500)}", (i / 100) + random.Next(-40, 80)))];

    private static byte[] Bytes(PackDeduplicator packs)
    {
        var output = new ArrayBufferWriter<byte>();
        packs.Write(new StateWriter(output));
        return output.WrittenSpan.ToArray();
    }

    private static bool CanRead(byte[] bytes)
    {
        var reader = new StateReader(bytes);
        var packs = new PackDeduplicator();
        packs.Restore(ref reader);
        packs.IsNew("producer-1", 3);
        return reader.IsDone;
    }
}
