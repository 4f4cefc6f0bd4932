using System.Text;
using AnomalyWatch.Detection.Models;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Local.Replay;
using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.Snapshots;
using AnomalyWatch.Tests.Route.Kills;
using Azure.Data.Tables;
using Azure.Storage.Blobs;

namespace AnomalyWatch.Tests.Route;

/// <summary>A lease was stolen and the old owner still runs: both fold the same partitions, write the same tables and keep states in the same place.</summary>
[TestClass]
public sealed class TwoOwnersTests
{
    private readonly InMemoryHub _invocations = new("invocations", 4, TimeProvider.System);
    private readonly InMemoryHub _findings = new("findings", 2, TimeProvider.System);

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(180_000, CooperativeCancellation = true)]
    public async Task Two_owners_of_every_partition_leave_the_same_incidents_as_one_and_a_third_goes_on_from_what_either_kept()
    {
        var storage = await AzuriteServer.RequireAsync();
        var tables = new TableServiceClient(storage);
        await foreach (var table in tables.QueryAsync(cancellationToken: Cancel))
        {
            await tables.DeleteTableAsync(table.Name, Cancel);
        }

        var container = new BlobServiceClient(storage, AzureSnapshotBlobs.BoundedRetries()).GetBlobContainerClient("snapshots-two-owners");
        await container.DeleteIfExistsAsync(cancellationToken: Cancel);
        var store = new TableIncidentStore(tables);
        var blobs = new AzureSnapshotBlobs(container);
        using (var door = Owner("door", store, blobs))
        using (var one = Owner("one", store, blobs))
        using (var other = Owner("other", store, blobs))
        {
            await one.ResumeAsync(Cancel);
            await other.ResumeAsync(Cancel);
            var pieces = StormTelemetry.Pieces(7);
            foreach (var (number, piece) in pieces.Index())
            {
                await door.PublishAsync(Sources.Invocations, Read(piece), DateTimeOffset.MinValue, Cancel);
                if (number == pieces.Count - 1)
                {
                    await door.CloseClockAsync(Cancel);
                }

                // Sometimes one is ahead, sometimes the other.
                await (number % 3 == 0 ? one : other).DrainAsync(Cancel);
                if (number % 2 == 0)
                {
                    await Task.WhenAll(one.DrainAsync(Cancel), other.DrainAsync(Cancel));
                    await Task.WhenAll(one.KeepAsync(Cancel), other.KeepAsync(Cancel));
                }
            }

            await Task.WhenAll(one.DrainAsync(Cancel), other.DrainAsync(Cancel));
            await Task.WhenAll(one.KeepAsync(Cancel), other.KeepAsync(Cancel));
        }

        var expected = await UndisturbedAsync();
        CollectionAssert.AreEqual(expected, Sets(await store.ListAsync(new(Limit: 500), Cancel)));

        using var third = Owner("third", store, blobs);
        await third.ResumeAsync(Cancel);
        Assert.AreEqual(_invocations.PartitionCount + _findings.PartitionCount, third.Restored);
        await third.DrainAsync(Cancel);
        CollectionAssert.AreEqual(expected, Sets(await store.ListAsync(new(Limit: 500), Cancel)), "the third has nothing to add");
    }

    private InvocationPipeline Owner(string name, TableIncidentStore store, AzureSnapshotBlobs blobs) => new(
        _invocations,
        _findings,
        store,
        new Detector(new DetectorOptions(), ScoringModel.Default),
        new PipelineOptions(
            ClockMode.Record,
            name,
            TimeProvider.System,
            new SnapshotKeeping(blobs, ClockMode.Record, TimeProvider.System, TestContext.WriteLine) { Interval = TimeSpan.FromMilliseconds(20) }));

    private async Task<List<string>> UndisturbedAsync()
    {
        using var route = new ReplayRoute();
        foreach (var piece in StormTelemetry.Pieces(7))
        {
            await route.TakeAsync(Sources.Invocations, Read(piece), Cancel);
        }

        await route.CloseAsync(Cancel);
        return Sets(route.Incidents);
    }

    private static RecordList Read(string piece) =>
        DeliveryReader.Read(new Delivery(Sources.Invocations, Encoding.UTF8.GetBytes(piece), null, DateTimeOffset.MinValue)).Records;

    private static List<string> Sets(IEnumerable<Incident> incidents) =>
        [.. incidents
            .Where(incident => incident.MergedInto is null)
            .Select(incident => string.Join(',', incident.Anomalies.Select(anomaly => anomaly.Id).Order(StringComparer.Ordinal)))
            .Order(StringComparer.Ordinal)];
}
