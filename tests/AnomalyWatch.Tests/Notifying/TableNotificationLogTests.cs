using AnomalyWatch.Pipeline.Notifying;
using Azure.Data.Tables;

namespace AnomalyWatch.Tests.Notifying;

/// <summary>One account for all tests, so the table is dropped before and after each and the tests of this class do not overlap.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TableNotificationLogTests : NotificationLogContract
{
    private TableServiceClient _service = null!;

    [TestCleanup]
    public Task LeaveNothing() => _service.DeleteTableAsync(TableNotificationLog.TableName, CancellationToken.None);

    [TestMethod]
    public async Task A_damaged_row_counts_as_absent_and_is_written_anew()
    {
        var cancel = TestContext.CancellationToken;
        var log = new TableNotificationLog(_service);
        await log.TryReplaceAsync(null, Some.Row(), cancel);
        var table = _service.GetTableClient(TableNotificationLog.TableName);
        await table.UpsertEntityAsync(new TableEntity("ops", Some.Id(1)) { ["State"] = "?" }, TableUpdateMode.Replace, cancel);

        Assert.IsNull(await log.FindAsync(Some.Id(1), "ops", cancel));
        Assert.IsNotNull(await log.TryReplaceAsync(null, Some.Row(), cancel));
        Assert.IsNotNull(await log.FindAsync(Some.Id(1), "ops", cancel));
    }

    private protected override async Task<INotificationLog> CreateAsync()
    {
        _service = new TableServiceClient(await AzuriteServer.RequireAsync());
        await _service.DeleteTableAsync(TableNotificationLog.TableName, TestContext.CancellationToken);
        return new TableNotificationLog(_service);
    }
}
