using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;

namespace AnomalyWatch.Tests.Notifying;

/// <summary>What every notification log must do.</summary>
public abstract class NotificationLogContract
{
    private INotificationLog _log = null!;

    public TestContext TestContext { get; set; } = null!;

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestInitialize]
    public async Task BeginEmpty() => _log = await CreateAsync();

    [TestMethod]
    public async Task What_was_never_written_is_not_found()
    {
        Assert.IsNull(await _log.FindAsync(Some.Id(1), "ops", Cancel));
        Assert.IsEmpty(await _log.ListAsync("ops", DeliveryState.Retrying, 10, Cancel));
    }

    [TestMethod]
    public async Task What_was_written_is_found_again()
    {
        var told = new Told(NotifyReason.Grown, IncidentStatus.Open, Severity.High, FunctionSet.Of(["a", "b"]), Some.Noon.AddTicks(7654321), 3);
        var written = await _log.TryReplaceAsync(null, Some.Row() with { Told = told }, Cancel);

        var found = await _log.FindAsync(Some.Id(1), "ops", Cancel);

        Assert.IsNotNull(found);
        Assert.AreEqual(written?.Version, found.Version);
        Assert.IsNotNull(found.Version);
        CollectionAssert.AreEqual(told.Functions.ToBytes(), found.Told?.Functions.ToBytes());
        Assert.AreEqual(Some.Row() with { Told = told }, found with { Version = null, Told = found.Told! with { Functions = told.Functions } });
    }

    [TestMethod]
    public async Task What_may_have_arrived_is_kept_apart_from_what_is_known_to_have()
    {
        var told = new Told(NotifyReason.Opened, IncidentStatus.Open, Severity.Low, FunctionSet.Of(["a"]), Some.Noon, 1);
        await _log.TryReplaceAsync(null, Some.Row() with { Told = told, Saying = told with { Reason = NotifyReason.Escalated, Severity = Severity.High, Messages = 2 } }, Cancel);

        var found = await _log.FindAsync(Some.Id(1), "ops", Cancel);

        Assert.AreEqual((NotifyReason.Opened, Severity.Low, 1), (found!.Told!.Reason, found.Told.Severity, found.Told.Messages));
        Assert.AreEqual((NotifyReason.Escalated, Severity.High, 2), (found.Saying!.Reason, found.Saying.Severity, found.Saying.Messages));
        Assert.IsNull((await _log.TryReplaceAsync(found, found with { Saying = null }, Cancel))!.Saying);
        Assert.IsNull((await _log.FindAsync(Some.Id(1), "ops", Cancel))!.Saying);
    }

    [TestMethod]
    public async Task A_row_is_replaced_by_who_has_seen_its_last_state_only()
    {
        var first = await _log.TryReplaceAsync(null, Some.Row(), Cancel);
        var second = await _log.TryReplaceAsync(first, Some.Row() with { Attempts = 2 }, Cancel);

        Assert.IsNotNull(second);
        Assert.IsNull(await _log.TryReplaceAsync(first, Some.Row() with { Attempts = 9 }, Cancel));
        Assert.IsNull(await _log.TryReplaceAsync(null, Some.Row() with { Attempts = 9 }, Cancel));
        Assert.AreEqual(2, (await _log.FindAsync(Some.Id(1), "ops", Cancel))?.Attempts);
    }

    [TestMethod]
    public async Task A_row_that_is_not_there_is_not_replaced()
    {
        var row = await _log.TryReplaceAsync(null, Some.Row(), Cancel);

        Assert.IsNull(await _log.TryReplaceAsync(row, Some.Row(2), Cancel));
    }

    [TestMethod]
    public async Task Of_many_writers_at_once_one_wins()
    {
        var row = await _log.TryReplaceAsync(null, Some.Row(), Cancel);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => _log.TryReplaceAsync(row, Some.Row() with { Attempts = number }, Cancel)));

        Assert.ContainsSingle(results.OfType<NotificationRecord>());
    }

    [TestMethod]
    public async Task Rows_are_listed_by_channel_and_state()
    {
        await _log.TryReplaceAsync(null, Some.Row(1), Cancel);
        await _log.TryReplaceAsync(null, Some.Row(2) with { State = DeliveryState.DeadLettered, DueAt = null }, Cancel);
        await _log.TryReplaceAsync(null, Some.Row(3, "other"), Cancel);
        var fourth = await _log.TryReplaceAsync(null, Some.Row(4), Cancel);
        await _log.TryReplaceAsync(fourth, fourth! with { State = DeliveryState.Delivered }, Cancel);

        Assert.AreEqual(Some.Id(1), Assert.ContainsSingle(await _log.ListAsync("ops", DeliveryState.Retrying, 10, Cancel)).IncidentId);
        Assert.AreEqual(Some.Id(2), Assert.ContainsSingle(await _log.ListAsync("ops", DeliveryState.DeadLettered, 10, Cancel)).IncidentId);
        Assert.AreEqual(Some.Id(4), Assert.ContainsSingle(await _log.ListAsync("ops", DeliveryState.Delivered, 10, Cancel)).IncidentId);
    }

    [TestMethod]
    public async Task A_limit_is_kept()
    {
        foreach (var number in Enumerable.Range(1, 5))
        {
            await _log.TryReplaceAsync(null, Some.Row(number), Cancel);
        }

        Assert.HasCount(3, await _log.ListAsync("ops", DeliveryState.Retrying, 3, Cancel));
        await Assert.ThrowsExactlyAsync<ArgumentOutOfRangeException>(() => _log.ListAsync("ops", DeliveryState.Retrying, 0, Cancel));
    }

    [TestMethod]
    public async Task Names_may_hold_anything_and_are_told_apart()
    {
        string[] channels = ["a/b\\c#d?e\u0001'", "a_002fb", "a/b", "a_b", "\u00e9\U0001F600", new('x', 3000), new string('x', 3000) + "y"];
        foreach (var channel in channels)
        {
            Assert.IsNotNull(await _log.TryReplaceAsync(null, Some.Row(1, channel) with { IncidentId = "i/" + channel[..1] }, Cancel));
        }

        foreach (var channel in channels)
        {
            Assert.AreEqual(channel, (await _log.FindAsync("i/" + channel[..1], channel, Cancel))?.Channel);
            Assert.AreEqual(channel, Assert.ContainsSingle(await _log.ListAsync(channel, DeliveryState.Retrying, 10, Cancel)).Channel);
        }
    }

    [TestMethod]
    public async Task As_many_functions_as_are_remembered_fit()
    {
        var functions = FunctionSet.Of(Enumerable.Range(0, FunctionSet.MaxCount).Select(number => $"other/{number}"));
        var told = new Told(NotifyReason.Opened, IncidentStatus.Open, Severity.Low, functions, Some.Noon, 1);

        await _log.TryReplaceAsync(null, Some.Row() with { Told = told }, Cancel);

        CollectionAssert.AreEqual(functions.ToBytes(), (await _log.FindAsync(Some.Id(1), "ops", Cancel))?.Told?.Functions.ToBytes());
    }

    /// <summary>An empty log.</summary>
    private protected abstract Task<INotificationLog> CreateAsync();
}
