using Amqp.Types;

namespace AnomalyWatch.Tests.EventHubsEmulator.Amqp;

[TestClass]
public sealed class ManagementTests
{
    [TestMethod]
    public async Task A_hub_tells_its_name_and_partitions()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        var reply = await client.ReadEntityAsync("events", "com.microsoft:eventhub");
        Assert.AreEqual(200, reply.ApplicationProperties["status-code"]);
        var hub = (Map)reply.Body;
        Assert.AreEqual("events", hub["name"]);
        Assert.AreEqual("com.microsoft:eventhub", hub["type"]);
        Assert.AreEqual(4, hub["partition_count"]);
        Assert.AreEqual(1, hub["georeplication_factor"]);
        CollectionAssert.AreEqual(new[] { "0", "1", "2", "3" }, (string[])hub["partition_ids"]);
        Assert.IsInstanceOfType<DateTime>(hub["created_at"]);
    }

    [TestMethod]
    public async Task An_empty_partition_is_told_as_the_service_tells_it()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        var partition = (Map)(await client.ReadEntityAsync("events", "com.microsoft:partition", "2")).Body;
        Assert.AreEqual("2", partition["partition"]);
        Assert.AreEqual(0L, partition["begin_sequence_number"]);
        Assert.AreEqual(-1L, partition["last_enqueued_sequence_number"]);
        Assert.AreEqual("-1", partition["last_enqueued_offset"]);
        Assert.AreEqual(DateTime.MinValue, partition["last_enqueued_time_utc"]);
        Assert.IsTrue((bool)partition["is_partition_empty"]);
    }

    [TestMethod]
    public async Task A_partition_tells_where_it_ends()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        await client.Sender("events/Partitions/1").SendAsync(EmulatorClient.Batch(null, EmulatorClient.Event("a"), EmulatorClient.Event("b")));
        var partition = (Map)(await client.ReadEntityAsync("events", "com.microsoft:partition", "1")).Body;
        Assert.AreEqual(1L, partition["last_enqueued_sequence_number"]);
        Assert.IsFalse((bool)partition["is_partition_empty"]);
    }

    [TestMethod]
    public async Task What_is_not_there_is_refused_with_the_words_that_clients_match()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        var reply = await client.ReadEntityAsync("events", "com.microsoft:partition", "4");
        Assert.AreEqual((Symbol)"com.microsoft:argument-out-of-range", reply.ApplicationProperties["error-condition"]);
        var error = await client.AttachSenderAsync("events/Partitions/4");
        Assert.AreEqual("com.microsoft:argument-out-of-range", (string)error!.Condition);
        Assert.AreEqual("The specified partition is invalid for an EventHub partition sender or receiver. It should be between 0 and 3.", error.Description);
        error = (await client.AttachReceiverAsync("events/ConsumerGroups/none/Partitions/0")).Error;
        Assert.AreEqual("amqp:not-found", (string)error!.Condition);
        Assert.AreEqual("The messaging entity 'sb://localhost/events/consumergroups/none/partitions/0' could not be found.", error.Description);
    }
}
