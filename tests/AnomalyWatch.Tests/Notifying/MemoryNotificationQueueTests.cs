using AnomalyWatch.Pipeline.Notifying;

namespace AnomalyWatch.Tests.Notifying;

[TestClass]
public sealed class MemoryNotificationQueueTests : NotificationQueueContract
{
    [TestMethod]
    public async Task An_incident_waits_at_most_once()
    {
        var cancel = TestContext.CancellationToken;
        var queue = new MemoryNotificationQueue(capacity: 2);
        await queue.EnqueueAsync(Some.Id(1), cancel);
        await queue.EnqueueAsync(Some.Id(1), cancel);
        await queue.EnqueueAsync(Some.Id(2), cancel);

        CollectionAssert.AreEqual(new[] { Some.Id(1), Some.Id(2) }, await queue.ReceiveAsync(cancel).Take(2).ToArrayAsync(cancel));
    }

    [TestMethod]
    public async Task When_it_is_full_the_sender_waits_and_nothing_is_lost()
    {
        var cancel = TestContext.CancellationToken;
        var queue = new MemoryNotificationQueue(capacity: 1);
        await queue.EnqueueAsync(Some.Id(1), cancel);
        var waiting = queue.EnqueueAsync(Some.Id(2), cancel);
        Assert.IsFalse(waiting.IsCompleted);

        CollectionAssert.AreEqual(new[] { Some.Id(1), Some.Id(2) }, await queue.ReceiveAsync(cancel).Take(2).ToArrayAsync(cancel));
        await waiting;
    }

    private protected override Task<INotificationQueue> CreateAsync() => Task.FromResult<INotificationQueue>(new MemoryNotificationQueue());
}
