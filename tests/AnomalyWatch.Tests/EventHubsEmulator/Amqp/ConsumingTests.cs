using Amqp;
using Amqp.Types;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.EventHubsEmulator.Amqp;

[TestClass]
public sealed class ConsumingTests
{
    private const string Partition = "events/ConsumerGroups/$Default/Partitions/0";

    [TestMethod]
    [DataRow(null, 0)]
    [DataRow("amqp.annotation.x-opt-offset > '-1'", 0)]
    [DataRow("amqp.annotation.x-opt-offset > '{offset3}'", 4)]
    [DataRow("amqp.annotation.x-opt-offset >= '{offset3}'", 3)]
    [DataRow("amqp.annotation.x-opt-sequence-number > '5'", 6)]
    [DataRow("amqp.annotation.x-opt-sequence-number >= '5'", 5)]
    [DataRow("amqp.annotation.x-opt-sequence-number > -1", 0)]
    [DataRow("amqp.annotation.x-opt-enqueued-time > '{time3}'", 4)]
    [DataRow("amqp.annotation.x-opt-enqueued-time >= '{time3}'", 3)]
    [DataRow("amqp.annotation.x-opt-enqueuedtimeutc > {time3}", 4)]
    [DataRow("amqp.annotation.x-opt-sequence-number > '9'", 10)]
    [DataRow("amqp.annotation.x-opt-offset > '@latest'", 10)]
    public async Task A_receiver_begins_where_its_selector_says(string? selector, int first)
    {
        var time = new FakeTimeProvider(Some.Noon);
        await using var emulator = await Emulators.StartAsync(time: time);
        var log = emulator.Hubs[0].Partitions[0];
        await using var client = await EmulatorClient.ConnectPlainAsync(emulator, "RootManageSharedAccessKey", emulator.Rules.Keys["RootManageSharedAccessKey"]);
        var sender = client.Sender("events/Partitions/0");
        for (var i = 0; i < 10; i++)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await sender.SendAsync(EmulatorClient.Event($"{i}"));
        }

        Assert.IsTrue(log.TryRead(3, out var third));
        selector = selector?.Replace("{offset3}", $"{third.Offset}", StringComparison.Ordinal)
            .Replace("{time3}", $"{third.EnqueuedTime.ToUnixTimeMilliseconds()}", StringComparison.Ordinal);
        var (link, error) = await client.AttachReceiverAsync(Partition, selector);
        Assert.IsNull(error);
        if (first == 10)
        {
            await sender.SendAsync(EmulatorClient.Event("10"));
        }

        var received = (await EmulatorClient.ReceiveAsync(link, 1))[0];
        Assert.AreEqual($"{first}", EmulatorClient.Text(received));
        Assert.AreEqual((long)first, EmulatorClient.Annotation(received, "x-opt-sequence-number"));
    }

    [TestMethod]
    [DataRow("amqp.annotation.x-opt-sequence-number > '3'", "The supplied sequence number '3' is invalid. The last sequence number in the system is '0'")]
    [DataRow("amqp.annotation.x-opt-offset > '500'", "The supplied offset '500' is invalid. The last offset in the system is '0'")]
    [DataRow("amqp.annotation.x-opt-offset > 'here'", "The supplied filter is invalid.")]
    [DataRow("sys.id > 3", "The supplied filter is invalid.")]
    public async Task A_selector_beyond_the_end_is_refused_as_by_the_service(string selector, string description)
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        await client.Sender("events/Partitions/0").SendAsync(EmulatorClient.Event("only"));
        var (_, error) = await client.AttachReceiverAsync(Partition, selector);
        Assert.AreEqual("com.microsoft:argument-error", (string)error!.Condition);
        Assert.AreEqual(description, error.Description);
    }

    [TestMethod]
    public async Task A_waiting_receiver_is_woken_by_an_event()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        var (link, _) = await client.AttachReceiverAsync(Partition);
        link.SetCredit(100);
        var sender = client.Sender("events/Partitions/0");
        for (var i = 0; i < 50; i++)
        {
            await sender.SendAsync(EmulatorClient.Event($"{i}"));
            var received = await link.ReceiveAsync(EmulatorClient.Patience);
            Assert.AreEqual($"{i}", EmulatorClient.Text(received));
        }
    }

    [TestMethod]
    public async Task Drained_credit_is_given_back()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        await client.Sender("events/Partitions/0").SendAsync(EmulatorClient.Event("before"));
        var (link, _) = await client.AttachReceiverAsync(Partition);
        link.SetCredit(10, CreditMode.Drain);
        Assert.AreEqual("before", EmulatorClient.Text(await link.ReceiveAsync(EmulatorClient.Patience)));
        await client.Sender("events/Partitions/0").SendAsync(EmulatorClient.Event("after"));
        Assert.IsNull(await link.ReceiveAsync(TimeSpan.FromMilliseconds(200)));
        Assert.AreEqual("after", EmulatorClient.Text((await EmulatorClient.ReceiveAsync(link, 1))[0]));
    }

    [TestMethod]
    public async Task A_receiver_that_asks_for_it_is_told_where_the_partition_ends()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        await client.Sender("events/Partitions/0").SendAsync(EmulatorClient.Batch(null, EmulatorClient.Event("0"), EmulatorClient.Event("1"), EmulatorClient.Event("2")));
        var (link, _) = await client.AttachReceiverAsync(Partition, metrics: true);
        var received = (await EmulatorClient.ReceiveAsync(link, 1))[0];
        Assert.AreEqual(2L, received.DeliveryAnnotations[new Symbol("last_enqueued_sequence_number")]);
        Assert.AreEqual($"{emulator.Hubs[0].Partitions[0].Position.LastOffset}", received.DeliveryAnnotations[new Symbol("last_enqueued_offset")]);
        Assert.IsInstanceOfType<DateTime>(received.DeliveryAnnotations[new Symbol("last_enqueued_time_utc")]);
        Assert.IsInstanceOfType<DateTime>(received.DeliveryAnnotations[new Symbol("runtime_info_retrieval_time_utc")]);
    }

    [TestMethod]
    public async Task A_higher_or_equal_epoch_takes_the_partition_and_a_lower_is_refused()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        var (shared, _) = await client.AttachReceiverAsync(Partition, name: "shared");
        var sharedClosed = EmulatorClient.Closed(shared);
        var (first, _) = await client.AttachReceiverAsync(Partition, epoch: 1, name: "first");
        var firstClosed = EmulatorClient.Closed(first);
        Assert.AreEqual("amqp:link:stolen", (string)(await sharedClosed.WaitAsync(EmulatorClient.Patience)).Condition);

        await using var other = await EmulatorClient.ConnectAsync(emulator);
        Assert.IsNull((await other.AttachReceiverAsync(Partition, epoch: 1, name: "second")).Error);
        var stolen = await firstClosed.WaitAsync(EmulatorClient.Patience);
        Assert.AreEqual("amqp:link:stolen", (string)stolen.Condition);
        StringAssert.StartsWith(stolen.Description, "New receiver 'second' with higher epoch of '1' is created hence current receiver 'first' with epoch '1' is getting disconnected.");

        StringAssert.StartsWith(
            (await client.AttachReceiverAsync(Partition, epoch: 0, name: "third")).Error!.Description,
            "Receiver 'second' with a higher epoch '1' already exists. Receiver 'third' with epoch 0 cannot be created.");
        StringAssert.StartsWith(
            (await client.AttachReceiverAsync(Partition, name: "fourth")).Error!.Description,
            "At least one receiver for the endpoint is created with epoch of '1', and so non-epoch receiver is not allowed.");
        Assert.IsNull((await client.AttachReceiverAsync(Partition.Replace("$Default", "second", StringComparison.Ordinal), name: "fifth")).Error);
    }

    [TestMethod]
    public async Task Five_receivers_share_a_partition_and_the_sixth_is_refused()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        await client.Sender("events/Partitions/0").SendAsync(EmulatorClient.Event("for all"));
        var links = new List<ReceiverLink>();
        for (var i = 0; i < 5; i++)
        {
            links.Add((await client.AttachReceiverAsync(Partition, name: $"r{i}")).Link);
        }

        var (_, error) = await client.AttachReceiverAsync(Partition, name: "r5");
        Assert.AreEqual("amqp:resource-limit-exceeded", (string)error!.Condition);
        Assert.AreEqual(
            "Exceeded the maximum number of allowed receivers per partition in a consumer group which is 5. List of connected receivers - r0, r1, r2, r3, r4.",
            error.Description);
        foreach (var link in links)
        {
            Assert.AreEqual("for all", EmulatorClient.Text((await EmulatorClient.ReceiveAsync(link, 1))[0]));
        }

        await links[0].CloseAsync();
        Assert.IsNull((await client.AttachReceiverAsync(Partition, name: "r6")).Error);
    }
}
