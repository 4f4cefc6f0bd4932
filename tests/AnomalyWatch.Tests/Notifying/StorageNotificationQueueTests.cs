using AnomalyWatch.Pipeline.Notifying;
using Azure.Storage.Queues;

namespace AnomalyWatch.Tests.Notifying;

/// <summary>One account for all tests, so the queue is emptied before each and the tests of this class do not overlap.</summary>
[TestClass]
[DoNotParallelize]
public sealed class StorageNotificationQueueTests : NotificationQueueContract
{
    private QueueServiceClient _service = null!;

    private CancellationToken Cancel => TestContext.CancellationToken;

    private QueueClient Raw => _service.GetQueueClient(StorageNotificationQueue.QueueName);

    [TestMethod]
    public async Task A_hint_is_gone_once_the_next_is_asked_for()
    {
        var queue = new StorageNotificationQueue(_service, TimeProvider.System);
        await queue.EnqueueAsync(Some.Id(1), Cancel);
        await queue.EnqueueAsync(Some.Id(2), Cancel);
        await using var hints = queue.ReceiveAsync(Cancel).GetAsyncEnumerator(Cancel);

        await hints.MoveNextAsync();
        Assert.AreEqual(2, await CountAsync());
        await hints.MoveNextAsync();
        Assert.AreEqual(1, await CountAsync());
    }

    [TestMethod]
    public async Task A_hint_whose_taker_died_shows_again()
    {
        var queue = new StorageNotificationQueue(_service, TimeProvider.System, TimeSpan.FromSeconds(1));
        await queue.EnqueueAsync(Some.Id(1), Cancel);

        Assert.AreEqual(Some.Id(1), await queue.ReceiveAsync(Cancel).FirstAsync(Cancel));
        Assert.AreEqual(Some.Id(1), await queue.ReceiveAsync(Cancel).FirstAsync(Cancel));
    }

    [TestMethod]
    public async Task A_hint_taken_five_times_in_vain_is_dropped()
    {
        var queue = new StorageNotificationQueue(_service, TimeProvider.System);
        await queue.EnqueueAsync(Some.Id(1), Cancel);
        for (var dequeue = 1; dequeue <= StorageNotificationQueue.MaxDequeues; dequeue++)
        {
            var taken = (await Raw.ReceiveMessageAsync(TimeSpan.FromMinutes(1), Cancel)).Value;
            await Raw.UpdateMessageAsync(taken.MessageId, taken.PopReceipt, taken.Body, TimeSpan.Zero, Cancel);
        }

        await queue.EnqueueAsync(Some.Id(2), Cancel);

        Assert.AreEqual(Some.Id(2), await queue.ReceiveAsync(Cancel).FirstAsync(Cancel));
        Assert.AreEqual(1, await CountAsync());
    }

    [TestMethod]
    public async Task A_text_that_is_no_id_is_dropped()
    {
        var queue = new StorageNotificationQueue(_service, TimeProvider.System);
        await Raw.CreateIfNotExistsAsync(cancellationToken: Cancel);
        await Raw.SendMessageAsync("../../etc/passwd", Cancel);
        await queue.EnqueueAsync(Some.Id(2), Cancel);

        Assert.AreEqual(Some.Id(2), await queue.ReceiveAsync(Cancel).FirstAsync(Cancel));
    }

    private protected override async Task<INotificationQueue> CreateAsync()
    {
        _service = new QueueServiceClient(await AzuriteServer.RequireAsync());
        await Raw.DeleteIfExistsAsync(Cancel);
        return new StorageNotificationQueue(_service, TimeProvider.System);
    }

    private async Task<int> CountAsync() => (await Raw.GetPropertiesAsync(Cancel)).Value.ApproximateMessagesCount;
}
