using AnomalyWatch.Pipeline.Notifying;

namespace AnomalyWatch.Tests.Notifying;

[TestClass]
public sealed class MemoryNotificationLogTests : NotificationLogContract
{
    [TestMethod]
    public async Task Beyond_its_capacity_the_row_written_longest_ago_goes()
    {
        var log = new MemoryNotificationLog(capacity: 2);
        var first = await log.TryReplaceAsync(null, Some.Row(1), TestContext.CancellationToken);
        await log.TryReplaceAsync(null, Some.Row(2), TestContext.CancellationToken);
        await log.TryReplaceAsync(first, Some.Row(1), TestContext.CancellationToken);
        await log.TryReplaceAsync(null, Some.Row(3), TestContext.CancellationToken);

        Assert.IsNotNull(await log.FindAsync(Some.Id(1), "ops", TestContext.CancellationToken));
        Assert.IsNull(await log.FindAsync(Some.Id(2), "ops", TestContext.CancellationToken));
    }

    private protected override Task<INotificationLog> CreateAsync() => Task.FromResult<INotificationLog>(new MemoryNotificationLog());
}
