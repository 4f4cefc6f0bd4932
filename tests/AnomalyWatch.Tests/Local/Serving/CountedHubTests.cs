using AnomalyWatch.Local.Serving;
using AnomalyWatch.Pipeline.Streaming;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.Local.Serving;

[TestClass]
public sealed class CountedHubTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task An_event_counts_until_its_reader_asks_for_the_next()
    {
        var hub = new CountedHub(new InMemoryHub("invocations", 1, new FakeTimeProvider()));
        await hub.SendAsync(0, new byte[10], TestContext.CancellationToken);
        await using var reader = hub.ReceiveAsync(0, 0, TestContext.CancellationToken).GetAsyncEnumerator(TestContext.CancellationToken);

        await reader.MoveNextAsync();
        Assert.IsFalse(hub.IsIdle);
        Assert.AreEqual(10, hub.UnreadBytes);

        await hub.SendAsync(0, new byte[7], TestContext.CancellationToken);
        await reader.MoveNextAsync();
        Assert.AreEqual(7, hub.UnreadBytes);
        Assert.IsFalse(hub.IsIdle);
    }

    [TestMethod]
    public async Task What_could_not_be_sent_does_not_count()
    {
        var hub = new CountedHub(new InMemoryHub("invocations", 1, new FakeTimeProvider()));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await hub.SendAsync(5, new byte[10], TestContext.CancellationToken));
        Assert.IsTrue(hub.IsIdle);
        Assert.AreEqual(0, hub.UnreadBytes);
    }
}
