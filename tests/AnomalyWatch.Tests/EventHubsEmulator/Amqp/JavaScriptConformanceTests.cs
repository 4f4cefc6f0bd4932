using System.Text.Json;
using AnomalyWatch.EventHubsEmulator.Amqp;

namespace AnomalyWatch.Tests.EventHubsEmulator.Amqp;

/// <summary>Microsoft's unmodified @azure/event-hubs against the emulator.</summary>
[TestClass]
public sealed class JavaScriptConformanceTests
{
    [TestMethod]
    public async Task Keyed_events_land_where_the_service_puts_them()
    {
        await using var emulator = await Emulators.StartAsync();
        var result = await JavaScriptClient.RunAsync("keys.mjs", [emulator.ConnectionString]);
        Assert.AreEqual(244, result.GetProperty("total").GetInt32());
        foreach (var keyed in result.GetProperty("keyed").EnumerateArray())
        {
            var key = keyed.GetProperty("key").GetString()!;
            Assert.AreEqual(key, keyed.GetProperty("annotation").GetString());
            Assert.AreEqual($"{PartitionHash.PartitionOf(key, 4)}", keyed.GetProperty("partition").GetString(), key);
        }

        foreach (var sent in result.GetProperty("explicit").EnumerateArray())
        {
            Assert.AreEqual(sent.GetProperty("asked").GetString(), sent.GetProperty("partition").GetString());
        }
    }

    [TestMethod]
    public async Task Every_start_position_begins_where_it_says()
    {
        await using var emulator = await Emulators.StartAsync();
        var result = await JavaScriptClient.RunAsync("positions.mjs", [emulator.ConnectionString]);
        Assert.AreEqual(
            """{"earliest":0,"sequenceExclusive":6,"sequenceInclusive":5,"offsetExclusive":6,"offsetInclusive":5,"enqueuedOn":5,"latest":"new"}""",
            result.GetRawText());
    }

    [TestMethod]
    public async Task Properties_and_refusals_reach_the_user_as_from_the_service()
    {
        await using var emulator = await Emulators.StartAsync();
        var result = await JavaScriptClient.RunAsync("properties.mjs", [emulator.ConnectionString]);
        Assert.AreEqual("events", result.GetProperty("hub").GetProperty("name").GetString());
        Assert.AreEqual("""["0","1","2","3"]""", result.GetProperty("ids").GetRawText());
        Assert.IsTrue(result.GetProperty("empty").GetProperty("isEmpty").GetBoolean());
        Assert.AreEqual(3, result.GetProperty("filled").GetProperty("lastEnqueuedSequenceNumber").GetInt32());

        var received = result.GetProperty("event");
        Assert.AreEqual("""{"text":"ü","list":[1,2.5,null]}""", received.GetProperty("body").GetRawText());
        Assert.AreEqual("application/json", received.GetProperty("contentType").GetString());
        Assert.AreEqual("m-1", received.GetProperty("messageId").GetString());
        Assert.AreEqual("c-1", received.GetProperty("correlationId").GetString());
        Assert.AreEqual(
            """{"text":"t","number":7,"fraction":0.5,"flag":true,"when":1700000000000}""",
            received.GetProperty("properties").GetRawText().Replace("\"2023-11-14T22:13:20.000Z\"", "1700000000000", StringComparison.Ordinal));
        Assert.AreEqual("[1,2,3]", result.GetProperty("bytes").GetRawText());
        Assert.AreEqual("plain", result.GetProperty("plain").GetString());
        Assert.AreEqual(42, result.GetProperty("number").GetInt32());
        Assert.AreEqual(3, result.GetProperty("end").GetProperty("sequenceNumber").GetInt32());

        Assert.AreEqual("MessagingEntityNotFoundError", result.GetProperty("noHub").GetString());
        Assert.AreEqual("UnauthorizedError", result.GetProperty("wrongKey").GetString());
        Assert.AreEqual("ArgumentOutOfRangeError", result.GetProperty("noPartition").GetString());
        Assert.AreEqual("MessageTooLargeError", result.GetProperty("tooLarge").GetString());
        Assert.AreEqual("MessagingEntityNotFoundError", result.GetProperty("noGroup").GetString());
        Assert.AreEqual("ArgumentError", result.GetProperty("beyondEnd").GetString());
    }

    [TestMethod]
    public async Task The_buffered_producer_loses_nothing_and_keeps_the_order_of_a_key()
    {
        await using var emulator = await Emulators.StartAsync();
        var result = await JavaScriptClient.RunAsync("buffered.mjs", [emulator.ConnectionString]);
        Assert.AreEqual("""{"succeeded":3000,"failed":0,"received":3000,"distinct":3000,"disordered":0}""", result.GetRawText());
    }

    [TestMethod]
    public async Task Consumers_with_a_blob_checkpoint_store_go_on_where_they_stopped_and_share_partitions()
    {
        var storage = await AzuriteServer.RequireAsync();
        await using var emulator = await Emulators.StartAsync();
        var result = await JavaScriptClient.RunAsync("checkpoints.mjs", [emulator.ConnectionString, storage]);
        Assert.AreEqual(100, Number(result, "first"));
        Assert.AreEqual(100, Number(result, "firstDistinct"));
        Assert.AreEqual(0, Number(result, "againByTwo"));
        Assert.AreEqual(0, Number(result, "missing"));
        Assert.IsGreaterThan(0, Number(result, "byThree"));
    }

    [TestMethod]
    [DataRow("drops")]
    [DataRow("detaches")]
    public async Task Nothing_acknowledged_is_lost_under_20_forced(string fault)
    {
        const int Faults = 20;
        const int Between = 400;
        await using var emulator = await Emulators.StartAsync();
        var done = 0;
        var next = Between;
        var result = await JavaScriptClient.RunAsync("reconnects.mjs", [emulator.ConnectionString], line =>
        {
            if (!line.StartsWith("ack ", StringComparison.Ordinal) || int.Parse(line[4..], System.Globalization.CultureInfo.InvariantCulture) < next)
            {
                return null;
            }

            next += Between;
            if (done == Faults)
            {
                return "end";
            }

            done++;
            Assert.IsGreaterThan(0, fault == "drops" ? emulator.Faults.DropConnections() : emulator.Faults.DetachLinks());
            return null;
        });
        Assert.AreEqual(Faults, done);
        Assert.AreEqual(0, Number(result, "lost"));
        Assert.IsGreaterThanOrEqualTo(Faults * Between, Number(result, "acknowledged"));

        // Doubled can be only what a producer had sent and no answer had come to; the log shows it, so it is no receiver's doing.
        Assert.IsLessThanOrEqualTo(Faults * Number(result, "inFlight"), Number(result, "doubled"));
        Assert.AreEqual(0, Number(result, "doubledBySequence"));
        var stored = emulator.Hubs[0].Partitions.Sum(partition => partition.Position.LastSequenceNumber + 1);
        Assert.IsGreaterThanOrEqualTo(Number(result, "acknowledged"), stored);
    }

    private static int Number(JsonElement result, string name) => result.GetProperty(name).GetInt32();
}
