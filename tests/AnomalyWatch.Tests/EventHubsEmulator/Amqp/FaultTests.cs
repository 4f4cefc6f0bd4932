using Amqp;

namespace AnomalyWatch.Tests.EventHubsEmulator.Amqp;

[TestClass]
public sealed class FaultTests
{
    private const string Partition = "events/ConsumerGroups/$Default/Partitions/0";

    [TestMethod]
    public async Task Every_nth_send_is_refused_as_busy()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        emulator.Faults.ThrottleEvery = 3;
        var sender = client.Sender("events/Partitions/0");
        var refused = 0;
        for (var i = 0; i < 9; i++)
        {
            try
            {
                await sender.SendAsync(EmulatorClient.Event("x"));
            }
            catch (AmqpException exception)
            {
                Assert.AreEqual("com.microsoft:server-busy", (string)exception.Error.Condition);
                refused++;
            }
        }

        Assert.AreEqual(3, refused);
        Assert.AreEqual(3, emulator.Faults.ThrottledCount);
        Assert.AreEqual(5, emulator.Hubs[0].Partitions[0].Position.LastSequenceNumber);
        emulator.Faults.ThrottleEvery = 0;
        await sender.SendAsync(EmulatorClient.Event("x"));
    }

    [TestMethod]
    public async Task Dropped_connections_are_gone_at_once_and_new_ones_are_served()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.Connection.AddClosedCallback((_, _) => closed.TrySetResult());
        Assert.AreEqual(1, emulator.Faults.DropConnections());
        await closed.Task.WaitAsync(EmulatorClient.Patience);
        Assert.AreEqual(0, emulator.Front.ConnectionCount);
        await using var again = await EmulatorClient.ConnectAsync(emulator);
        await again.Sender("events").SendAsync(EmulatorClient.Event("x"));
    }

    [TestMethod]
    public async Task Detached_links_can_be_attached_again_on_the_same_connection()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        var (link, _) = await client.AttachReceiverAsync(Partition, epoch: 0);
        var closed = EmulatorClient.Closed(link);
        Assert.AreEqual(1, emulator.Faults.DetachLinks());
        Assert.AreEqual("amqp:link:detach-forced", (string)(await closed.WaitAsync(EmulatorClient.Patience)).Condition);
        Assert.IsNull((await client.AttachReceiverAsync(Partition, epoch: 0)).Error);
    }

    [TestMethod]
    public async Task Expired_tokens_detach_links_until_new_ones_are_put()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        var (link, _) = await client.AttachReceiverAsync(Partition);
        var closed = EmulatorClient.Closed(link);
        emulator.Faults.ExpireTokens();
        var error = await closed.WaitAsync(EmulatorClient.Patience);
        Assert.AreEqual("amqp:unauthorized-access", (string)error.Condition);
        Assert.AreEqual("amqp:unauthorized-access", (string)(await client.AttachReceiverAsync(Partition)).Error!.Condition);
        Assert.AreEqual(202, (await client.PutTokenAsync(client.Token("RootManageSharedAccessKey"), "sb://localhost/events")).Status);
        Assert.IsNull((await client.AttachReceiverAsync(Partition)).Error);
    }

    [TestMethod]
    public async Task A_delay_holds_frames_back()
    {
        await using var emulator = await Emulators.StartAsync();
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        var sender = client.Sender("events");
        await sender.SendAsync(EmulatorClient.Event("x"));
        emulator.Faults.Delay = TimeSpan.FromMilliseconds(150);
        var began = TimeProvider.System.GetTimestamp();
        await sender.SendAsync(EmulatorClient.Event("x"));
        Assert.IsGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(140), TimeProvider.System.GetElapsedTime(began));
    }
}
