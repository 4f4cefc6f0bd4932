using System.Text;
using System.Text.Json;
using AnomalyWatch.Functions;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Tests.Notifying.Channels;
using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;

namespace AnomalyWatch.Tests.Functions;

/// <summary>From a delivery to a message, through the doors of the three apps, each with services of its own.</summary>
[TestClass]
public sealed class RouteThroughDoorsTests
{
    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    public async Task A_function_opened_to_anyone_is_told_on_a_channel_and_shown_on_the_page()
    {
        await using var receiver = await Receiver.StartAsync(200);
        await using var cloud = await CloudUnderTest.StartAsync();
        await ForgetAsync();
        var ingest = await cloud.StartAsync(Stage.Ingest, Cancel);
        var function = $"aws/123456789012/eu-west-1/opened-{Environment.ProcessId}";
        var change = $$"""{"kind":"change","id":"c1","function":"{{function}}","time":"{{TimeProvider.System.GetUtcNow():O}}","operation":"CreateFunctionUrlConfig","principal":"123456789012/user/mallory","ip":"203.0.113.9","outcome":"ok","detail":"authType=NONE"}""";
        var posted = CloudUnderTest.Request("POST", "/api/ingest/invocations", cloud.SenderKey, change, "application/x-ndjson");
        await CloudUnderTest.Door<IngestHttp>(ingest).RunAsync(posted.Request);
        Assert.AreEqual(202, posted.Response.StatusCode, CloudUnderTest.Reply(posted));

        var score = await cloud.StartAsync(Stage.Score, Cancel);
        for (var partition = 0; partition < 2; partition++)
        {
            var (bodies, numbers, times) = await cloud.BatchAsync(HubNames.Invocations, partition, Cancel);
            await CloudUnderTest.Door<Score>(score).RunAsync(bodies, numbers, times, new SomeBatch(partition), Cancel);
        }

        for (var partition = 0; partition < 2; partition++)
        {
            var (bodies, numbers, times) = await cloud.BatchAsync(HubNames.Findings, partition, Cancel);
            await CloudUnderTest.Door<Group>(score).RunAsync(bodies, numbers, times, new SomeBatch(partition), Cancel);
        }

        await CloudUnderTest.StopAsync(score);
        var channels = $$"""{"channels":[{"name":"soar","type":"webhook","url":"{{receiver.AddressText}}","secrets":["whsec_{{Convert.ToBase64String(new byte[32])}}"]}]}""";
        var notify = await cloud.StartAsync(Stage.Notify, Cancel, channels);
        var listed = CloudUnderTest.Request("GET", $"/api/incidents?function={Uri.EscapeDataString(function)}", cloud.ReaderKey);
        await CloudUnderTest.Door<Incidents>(notify).RunAsync(listed.Request);
        Assert.AreEqual(200, listed.Response.StatusCode, CloudUnderTest.Reply(listed));
        using var json = JsonDocument.Parse(CloudUnderTest.Reply(listed));
        var incident = json.RootElement.GetProperty("incidents").EnumerateArray().Single();
        var id = incident.GetProperty("id").GetString()!;

        await CloudUnderTest.Door<Notify>(notify).RunAsync(id, Cancel);
        Assert.HasCount(1, receiver.Requests);
        StringAssert.Contains(Encoding.UTF8.GetString(receiver.Requests.Single().Body), "opened to anyone");

        // The hint and the mark in the outbox were of the same incident: nothing is said twice.
        await CloudUnderTest.Door<NotifySweep>(notify).RunAsync(new TimerInfo(), Cancel);
        await CloudUnderTest.Door<Notify>(notify).RunAsync(id, Cancel);
        Assert.HasCount(1, receiver.Requests);
    }

    [TestMethod]
    public async Task An_incident_whose_hint_was_lost_is_told_by_the_sweep()
    {
        await using var receiver = await Receiver.StartAsync(200);
        await using var cloud = await CloudUnderTest.StartAsync();
        await ForgetAsync();
        var connection = await AzuriteServer.RequireAsync();
        var tables = new TableServiceClient(connection);
        var incident = Some.Incident(4711, Some.Anomaly(4711, 0, $"aws/1/eu-west-1/swept-{Environment.ProcessId}"));
        await new TableNotificationOutbox(tables, TimeProvider.System).PutAsync(incident.Id, Cancel);
        await new TableIncidentStore(tables).SaveAsync(incident, Cancel);
        var channels = $$"""{"channels":[{"name":"soar","type":"webhook","url":"{{receiver.AddressText}}","secrets":["whsec_{{Convert.ToBase64String(new byte[32])}}"]}]}""";
        var notify = await cloud.StartAsync(Stage.Notify, Cancel, channels);
        await CloudUnderTest.Door<NotifySweep>(notify).RunAsync(new TimerInfo(), Cancel);
        Assert.HasCount(1, receiver.Requests);
    }

    [TestMethod]
    public async Task A_text_that_is_no_hint_is_dropped()
    {
        await using var cloud = await CloudUnderTest.StartAsync();
        var notify = await cloud.StartAsync(Stage.Notify, Cancel);
        foreach (var text in new[] { "", "'; or 1 eq 1", new string('x', 32), Some.Id(99) })
        {
            await CloudUnderTest.Door<Notify>(notify).RunAsync(text, Cancel);
        }
    }

    // Other tests leave rows under the same names.
    private async Task ForgetAsync()
    {
        var tables = new TableServiceClient(await AzuriteServer.RequireAsync());
        await tables.DeleteTableAsync(TableNotificationLog.TableName, Cancel);
        await tables.DeleteTableAsync(TableNotificationOutbox.TableName, Cancel);
    }
}
