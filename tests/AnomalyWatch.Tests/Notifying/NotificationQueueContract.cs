using AnomalyWatch.Pipeline.Notifying;

namespace AnomalyWatch.Tests.Notifying;

/// <summary>What every queue of hints must do.</summary>
public abstract class NotificationQueueContract
{
    private INotificationQueue _queue = null!;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestInitialize]
    public async Task BeginEmpty() => _queue = await CreateAsync();

    [TestMethod]
    public async Task Every_hint_comes()
    {
        var ids = Enumerable.Range(1, 5).Select(Some.Id).ToList();
        foreach (var id in ids)
        {
            await _queue.EnqueueAsync(id, Cancel);
        }

        CollectionAssert.AreEquivalent(ids, await _queue.ReceiveAsync(Cancel).Take(5).ToListAsync(Cancel));
    }

    [TestMethod]
    public async Task Who_waits_gets_what_comes_later()
    {
        var receiving = _queue.ReceiveAsync(Cancel).FirstAsync(Cancel).AsTask();

        await _queue.EnqueueAsync(Some.Id(1), Cancel);

        Assert.AreEqual(Some.Id(1), await receiving);
    }

    [TestMethod]
    public async Task An_incident_may_come_again_after_it_was_taken()
    {
        await _queue.EnqueueAsync(Some.Id(1), Cancel);
        await using var hints = _queue.ReceiveAsync(Cancel).GetAsyncEnumerator(Cancel);
        await hints.MoveNextAsync();
        await _queue.EnqueueAsync(Some.Id(1), Cancel);

        Assert.IsTrue(await hints.MoveNextAsync());
        Assert.AreEqual(Some.Id(1), hints.Current);
    }

    [TestMethod]
    public async Task Cancelling_ends_the_waiting()
    {
        using var stop = new CancellationTokenSource();
        var receiving = _queue.ReceiveAsync(stop.Token).FirstAsync(Cancel).AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAsync<OperationCanceledException>(() => receiving);
    }

    /// <summary>An empty queue.</summary>
    private protected abstract Task<INotificationQueue> CreateAsync();
}
