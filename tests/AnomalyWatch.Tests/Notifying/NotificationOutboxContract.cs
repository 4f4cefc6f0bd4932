using AnomalyWatch.Pipeline.Notifying;

namespace AnomalyWatch.Tests.Notifying;

/// <summary>What every outbox must do.</summary>
public abstract class NotificationOutboxContract
{
    private INotificationOutbox _outbox = null!;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestInitialize]
    public async Task BeginEmpty() => _outbox = await CreateAsync();

    [TestMethod]
    public async Task An_outbox_begins_empty() => Assert.IsEmpty(await _outbox.ListAsync(10, Cancel));

    [TestMethod]
    public async Task A_mark_is_listed_once_however_often_it_is_put()
    {
        await _outbox.PutAsync(Some.Id(1), Cancel);
        await _outbox.PutAsync(Some.Id(1), Cancel);
        await _outbox.PutAsync(Some.Id(2), Cancel);

        var marks = await _outbox.ListAsync(10, Cancel);

        CollectionAssert.AreEquivalent(new[] { Some.Id(1), Some.Id(2) }, marks.Select(mark => mark.IncidentId).ToArray());
        Assert.HasCount(1, await _outbox.ListAsync(1, Cancel));
    }

    [TestMethod]
    public async Task A_mark_taken_away_is_gone_and_may_be_taken_away_again()
    {
        await _outbox.PutAsync(Some.Id(1), Cancel);
        var mark = Assert.ContainsSingle(await _outbox.ListAsync(10, Cancel));

        await _outbox.RemoveAsync(mark, Cancel);
        await _outbox.RemoveAsync(mark, Cancel);

        Assert.IsEmpty(await _outbox.ListAsync(10, Cancel));
    }

    [TestMethod]
    public async Task A_mark_put_anew_since_it_was_listed_stays()
    {
        await _outbox.PutAsync(Some.Id(1), Cancel);
        var mark = Assert.ContainsSingle(await _outbox.ListAsync(10, Cancel));
        await _outbox.PutAsync(Some.Id(1), Cancel);

        await _outbox.RemoveAsync(mark, Cancel);

        Assert.AreNotEqual(mark.Version, Assert.ContainsSingle(await _outbox.ListAsync(10, Cancel)).Version);
    }

    [TestMethod]
    public async Task A_mark_says_when_it_was_put()
    {
        await _outbox.PutAsync(Some.Id(1), Cancel);

        Assert.AreEqual(Some.Noon, Assert.ContainsSingle(await _outbox.ListAsync(10, Cancel)).PutAt);
    }

    /// <summary>An empty outbox on a clock that stands at noon.</summary>
    private protected abstract Task<INotificationOutbox> CreateAsync();
}
