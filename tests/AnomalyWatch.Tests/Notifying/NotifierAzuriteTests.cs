using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;
using AnomalyWatch.Pipeline.Notifying.Channels;
using AnomalyWatch.Tests.Notifying.Channels;
using Azure.Data.Tables;
using Azure.Storage.Queues;

namespace AnomalyWatch.Tests.Notifying;

/// <summary>Everything real: tables, queue, HTTP and the machine's clock.</summary>
[TestClass]
[DoNotParallelize]
public sealed class NotifierAzuriteTests
{
    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task An_incident_goes_from_the_table_over_the_queue_to_the_receiver_and_into_the_log()
    {
        var connection = await AzuriteServer.RequireAsync();
        var tables = new TableServiceClient(connection);
        await tables.DeleteTableAsync(TableNotificationLog.TableName, TestContext.CancellationToken);
        var store = new TableIncidentStore(tables);
        var log = new TableNotificationLog(tables);
        var queue = new StorageNotificationQueue(new QueueServiceClient(connection), TimeProvider.System);
        await using var receiver = await Receiver.StartAsync((context, number) =>
        {
            context.Response.StatusCode = number == 1 ? 503 : 202;
            return Task.CompletedTask;
        });
        using var poster = new HttpPoster(TimeProvider.System);
        var channel = new SlackChannel("on call/1", receiver.Address, poster);
        await using var notifier = new Notifier(store, log, queue, [channel], new NotifierOptions(), TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var running = notifier.RunAsync(stop.Token);

        await store.SaveAsync(Some.Incident(77), TestContext.CancellationToken);
        await queue.EnqueueAsync(Some.Id(77), TestContext.CancellationToken);
        var row = await NotifierStage.UntilAsync(log, channel, row => row.State == DeliveryState.Delivered, 77);
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => running);

        await tables.DeleteTableAsync(TableNotificationLog.TableName, TestContext.CancellationToken);

        Assert.AreEqual((2, 1), (row.Attempts, row.Told!.Messages));
        Assert.HasCount(2, receiver.Requests);
    }
}
