using System.Text;
using AnomalyWatch.Functions;
using AnomalyWatch.Functions.Hosting;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Functions;

/// <summary>The doors behind Event Hubs, with what a trigger hands over.</summary>
[TestClass]
public sealed class EventDoorTests
{
    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task Azures_own_logs_go_into_the_hub_and_another_instance_knows_how_far_they_are()
    {
        await using var cloud = await CloudUnderTest.StartAsync();
        await cloud.Hub(HubNames.AzureLogs).SendAsync(0, Encoding.UTF8.GetBytes(SomeLogs.Request("one")), Cancel);
        var first = await cloud.StartAsync(Stage.Ingest, Cancel);
        var (bodies, numbers, times) = await cloud.BatchAsync(HubNames.AzureLogs, 0, Cancel);
        await CloudUnderTest.Door<IngestAzureLogs>(first).RunAsync(bodies, numbers, times, new SomeBatch(0), Cancel);
        var events = await EventsAsync(cloud);
        Assert.IsGreaterThan(0, events);

        // What was taken is passed over, what was not handed over is read from the hub.
        await cloud.Hub(HubNames.AzureLogs).SendAsync(0, Encoding.UTF8.GetBytes(SomeLogs.Request("two")), Cancel);
        await cloud.Hub(HubNames.AzureLogs).SendAsync(0, Encoding.UTF8.GetBytes("{\"records\":[]}"), Cancel);
        var second = await cloud.StartAsync(Stage.Ingest, Cancel);
        await CloudUnderTest.Door<IngestAzureLogs>(second).RunAsync(bodies, numbers, times, new SomeBatch(0), Cancel);
        Assert.AreEqual(events, await EventsAsync(cloud));
        (bodies, numbers, times) = await cloud.BatchAsync(HubNames.AzureLogs, 0, Cancel, from: 2);
        await CloudUnderTest.Door<IngestAzureLogs>(second).RunAsync(bodies, numbers, times, new SomeBatch(0), Cancel);
        Assert.IsGreaterThan(events, await EventsAsync(cloud));
    }

    [TestMethod]
    public async Task A_batch_that_cannot_be_read_is_kept_and_stops_nothing()
    {
        await using var cloud = await CloudUnderTest.StartAsync();
        var score = await cloud.StartAsync(Stage.Score, Cancel);
        await cloud.Hub(HubNames.Invocations).SendAsync(1, "neither a pack nor JSON"u8.ToArray(), Cancel);
        var (bodies, numbers, times) = await cloud.BatchAsync(HubNames.Invocations, 1, Cancel);
        await CloudUnderTest.Door<Score>(score).RunAsync(bodies, numbers, times, new SomeBatch(1), Cancel);
        var notify = await cloud.StartAsync(Stage.Notify, Cancel);
        var listed = CloudUnderTest.Request("GET", "/api/quarantine", cloud.ReaderKey);
        await CloudUnderTest.Door<Incidents>(notify).RunAsync(listed.Request);
        StringAssert.Contains(CloudUnderTest.Reply(listed), "\"partition\":1");
    }

    [TestMethod]
    [DataRow(null)]
    [DataRow("{}")]
    [DataRow("""{"PartitionId":"-1"}""")]
    public void A_batch_that_does_not_say_its_partition_is_an_error(string? metadata) =>
        Assert.ThrowsExactly<InvalidDataException>(() => TriggerBatch.PartitionOf(new SomeBatch(metadata)));

    [TestMethod]
    public void Lists_of_different_length_are_an_error() =>
        Assert.ThrowsExactly<InvalidDataException>(() => TriggerBatch.EventsOf([[1]], [1, 2], [DateTime.UnixEpoch]));

    [TestMethod]
    public void A_time_without_a_zone_is_UTC()
    {
        var read = TriggerBatch.EventsOf([[7]], [3], [DateTime.SpecifyKind(Some.Noon.DateTime, DateTimeKind.Unspecified)]).Single();
        Assert.AreEqual(new HubEvent(3, Some.Noon, read.Body), read);
        Assert.AreEqual(7, read.Body.Span[0]);
    }

    private async Task<long> EventsAsync(CloudUnderTest cloud)
    {
        var hub = cloud.Hub(HubNames.Invocations);
        return 2 + await hub.GetLastSequenceNumberAsync(0, Cancel) + await hub.GetLastSequenceNumberAsync(1, Cancel);
    }
}
