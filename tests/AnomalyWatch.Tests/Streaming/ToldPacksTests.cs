using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.Streaming;

[TestClass]
public sealed class ToldPacksTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task What_a_partition_holds_is_known_by_producer_and_what_is_no_pack_is_passed_over()
    {
        var hub = new InMemoryHub("findings", 2, new FakeTimeProvider(Some.Noon));
        foreach (var sequence in new long[] { 3, 7 })
        {
            var header = new PackHeader("scoring/0", "scoring/0", sequence, Some.Noon, ClockMode.Record, PackMark.Tick);
            await hub.SendAsync(1, new PackWriter<Finding>(new FindingCodec()).TakeBodies(header)[0], TestContext.CancellationToken);
        }

        await hub.SendAsync(1, "not a pack"u8.ToArray(), TestContext.CancellationToken);
        var told = await ToldPacks.ReadAsync(hub, TestContext.CancellationToken);
        Assert.AreEqual(2, told.End(1));
        Assert.AreEqual(-1, told.End(0));
        Assert.IsTrue(told.Has(1, "scoring/0", 7));
        Assert.IsFalse(told.Has(1, "scoring/0", 8));
        Assert.IsFalse(told.Has(0, "scoring/0", 3), "another partition");
        Assert.IsFalse(told.Has(1, "scoring/1", 3), "another producer");
    }
}
