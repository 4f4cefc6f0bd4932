using AnomalyWatch.Pipeline.Notifying;
using Azure.Data.Tables;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.Notifying;

/// <summary>One account for all tests, so the table is dropped before each and the tests of this class do not overlap.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TableNotificationOutboxTests : NotificationOutboxContract
{
    private protected override async Task<INotificationOutbox> CreateAsync()
    {
        var service = new TableServiceClient(await AzuriteServer.RequireAsync());
        await service.DeleteTableAsync(TableNotificationOutbox.TableName, TestContext.CancellationToken);
        return new TableNotificationOutbox(service, new FakeTimeProvider(Some.Noon));
    }
}
