using Amqp;
using Amqp.Framing;
using Amqp.Types;
using AnomalyWatch.EventHubsEmulator.Amqp;
using PipelineHash = AnomalyWatch.Pipeline.Streaming.PartitionHash;

namespace AnomalyWatch.Tests.EventHubsEmulator.Amqp;

[TestClass]
public sealed class PublishingTests
{
    [TestMethod]
    public void The_emulator_and_the_pipeline_pick_the_same_partition()
    {
        var random = new Random(7);
        string[] known = ["", "a", "device-1", "function-app-01", new('x', 12), new('x', 13), new('x', 24), new('x', 25), "schlüssel", "鍵", "😀"];
        var drawn = Enumerable.Range(0, 2_000).Select(_ => new string([.. Enumerable.Range(0, random.Next(1, 60)).Select(_ => (char)random.Next(32, 0x2000))]));
        foreach (var key in known.Concat(drawn))
        {
            Assert.AreEqual(PipelineHash.PartitionOf(key, 32), PartitionHash.PartitionOf(key, 32), key);
        }
    }

    [TestMethod]
    [DataRow("device-1")]
    [DataRow("schlüssel")]
    public async Task An_event_with_a_key_lands_where_the_service_puts_it_and_keeps_the_key(string key)
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        await client.Sender("events").SendAsync(EmulatorClient.Batch(key, EmulatorClient.Event("batched")));
        var single = EmulatorClient.Event("single");
        single.MessageAnnotations = new MessageAnnotations { [new Symbol("x-opt-partition-key")] = key, [new Symbol("own")] = 5 };
        await client.Sender("events").SendAsync(single);

        var (link, _) = await client.AttachReceiverAsync($"events/ConsumerGroups/$Default/Partitions/{PartitionHash.PartitionOf(key, 4)}");
        var received = await EmulatorClient.ReceiveAsync(link, 2);
        CollectionAssert.AreEqual(new[] { "batched", "single" }, received.ConvertAll(EmulatorClient.Text));
        Assert.IsTrue(received.TrueForAll(message => (string?)EmulatorClient.Annotation(message, "x-opt-partition-key") == key));
        Assert.AreEqual(5, EmulatorClient.Annotation(received[1], "own"));
    }

    [TestMethod]
    public async Task Events_without_a_key_go_round_the_partitions()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        var sender = client.Sender("events");
        for (var i = 0; i < 8; i++)
        {
            await sender.SendAsync(EmulatorClient.Event("x"));
        }

        Assert.IsTrue(emulator.Hubs[0].Partitions.All(partition => partition.Position.LastSequenceNumber == 1));
    }

    [TestMethod]
    public async Task An_event_comes_back_as_it_was_sent()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        var sent = EmulatorClient.Event("body");
        sent.Header = new Header { Durable = true };
        sent.DeliveryAnnotations = new DeliveryAnnotations { [new Symbol("dropped")] = 1 };
        sent.MessageAnnotations = new MessageAnnotations { [new Symbol("x-opt-sequence-number")] = 99L };
        sent.Properties = new Properties { MessageId = "m", ContentType = "text/plain", CorrelationId = "c" };
        sent.ApplicationProperties = new ApplicationProperties { ["text"] = "t", ["number"] = 4.5, ["when"] = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc) };
        sent.Footer = new Footer { [new Symbol("f")] = "end" };
        await client.Sender("/events/Partitions/3").SendAsync(sent);

        var (link, _) = await client.AttachReceiverAsync("amqps://localhost/events/ConsumerGroups/$default/Partitions/3");
        var received = (await EmulatorClient.ReceiveAsync(link, 1))[0];
        Assert.AreEqual("body", EmulatorClient.Text(received));
        Assert.AreEqual("m", received.Properties.MessageId);
        Assert.AreEqual("c", received.Properties.CorrelationId);
        Assert.AreEqual("text/plain", received.Properties.ContentType.ToString());
        Assert.AreEqual("t", received.ApplicationProperties["text"]);
        Assert.AreEqual(4.5, received.ApplicationProperties["number"]);
        Assert.AreEqual("end", received.Footer[new Symbol("f")]);
        Assert.IsNull(received.Header);
        Assert.IsNull(received.DeliveryAnnotations);
        Assert.AreEqual(0L, EmulatorClient.Annotation(received, "x-opt-sequence-number"));
        Assert.AreEqual("0", EmulatorClient.Annotation(received, "x-opt-offset"));
        Assert.IsInstanceOfType<DateTime>(EmulatorClient.Annotation(received, "x-opt-enqueued-time"));
    }

    [TestMethod]
    public async Task A_message_of_more_than_a_mebibyte_is_refused_and_the_link_lives_on()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        var sender = client.Sender("events/Partitions/0");
        var thrown = await Assert.ThrowsAsync<AmqpException>(() => sender.SendAsync(EmulatorClient.Event(new string('x', (1 << 20) + 1))));
        Assert.AreEqual("amqp:link:message-size-exceeded", (string)thrown.Error.Condition);
        await sender.SendAsync(EmulatorClient.Event(new string('y', (1 << 20) - 100)));
        var (link, _) = await client.AttachReceiverAsync("events/ConsumerGroups/$Default/Partitions/0");
        Assert.AreEqual((1 << 20) - 100, EmulatorClient.Text((await EmulatorClient.ReceiveAsync(link, 1))[0]).Length);
    }

    [TestMethod]
    public async Task What_is_no_message_is_refused_whole_and_the_link_lives_on()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        var sender = client.Sender("events/Partitions/0");
        var batch = EmulatorClient.Batch(null, EmulatorClient.Event("good"));
        ((DataList)batch.BodySection).Add(new Data { Binary = [0, 0x53, 0x75, 0xa0, 200] });
        var thrown = await Assert.ThrowsAsync<AmqpException>(() => sender.SendAsync(batch));
        Assert.AreEqual("amqp:decode-error", (string)thrown.Error.Condition);
        await Assert.ThrowsAsync<AmqpException>(() => sender.SendAsync(new Message("not a batch") { Format = 0x80013700 }));
        await sender.SendAsync(EmulatorClient.Event("after"));
        Assert.AreEqual(0, emulator.Hubs[0].Partitions[0].Position.LastSequenceNumber);
    }
}
