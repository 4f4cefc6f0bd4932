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
        var hub = await CountedHub.OpenAsync(new InMemoryHub("invocations", 1, new FakeTimeProvider()), TestContext.CancellationToken);
        await hub.SendAsync(0, new byte[10], TestContext.CancellationToken);
        await using var reader = hub.ReceiveAsync(0, 0, TestContext.CancellationToken).GetAsyncEnumerator(TestContext.CancellationToken);

        await reader.MoveNextAsync();
        Assert.IsFalse(await hub.IsIdleAsync(TestContext.CancellationToken));
        Assert.AreEqual(10, hub.UnreadBytes);

        await hub.SendAsync(0, new byte[7], TestContext.CancellationToken);
        await reader.MoveNextAsync();
        Assert.AreEqual(7, hub.UnreadBytes);
        Assert.IsFalse(await hub.IsIdleAsync(TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task What_could_not_be_sent_does_not_count()
    {
        var hub = await CountedHub.OpenAsync(new InMemoryHub("invocations", 1, new FakeTimeProvider()), TestContext.CancellationToken);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await hub.SendAsync(5, new byte[10], TestContext.CancellationToken));
        Assert.IsTrue(await hub.IsIdleAsync(TestContext.CancellationToken));
        Assert.AreEqual(0, hub.UnreadBytes);
    }

    [TestMethod]
    public async Task What_was_there_before_is_to_be_worked_off_but_its_bytes_are_not_counted()
    {
        var log = new InMemoryHub("invocations", 1, new FakeTimeProvider());
        await log.SendAsync(0, new byte[10], TestContext.CancellationToken);
        var hub = await CountedHub.OpenAsync(log, TestContext.CancellationToken);
        Assert.IsFalse(await hub.IsIdleAsync(TestContext.CancellationToken));
        Assert.AreEqual(0, hub.UnreadBytes);

        await hub.SendAsync(0, new byte[7], TestContext.CancellationToken);
        await using var reader = hub.ReceiveAsync(0, 0, TestContext.CancellationToken).GetAsyncEnumerator(TestContext.CancellationToken);
        await reader.MoveNextAsync();
        await reader.MoveNextAsync();
        Assert.AreEqual(7, hub.UnreadBytes);
    }
}
