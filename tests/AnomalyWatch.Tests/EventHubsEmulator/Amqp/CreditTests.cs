using AnomalyWatch.EventHubsEmulator.Amqp.Links;
using AnomalyWatch.EventHubsEmulator.Amqp.Wire;

namespace AnomalyWatch.Tests.EventHubsEmulator.Amqp;

[TestClass]
public sealed class CreditTests
{
    [TestMethod]
    public void Credit_is_the_peers_last_word_and_counts_wrap_around()
    {
        var credit = new LinkCredit();
        credit.Grant(0, 10, drain: false);
        credit.Grant(0, 10, drain: false);
        Assert.AreEqual(10, credit.Available);
        credit.Grant(0, 3, drain: false);
        Assert.AreEqual(3, credit.Available);
        Assert.IsTrue(credit.TryTake());
        credit.Grant(0, 0, drain: false);
        Assert.AreEqual(0, credit.Available);
        Assert.IsFalse(credit.TryTake());
        credit.Grant(uint.MaxValue, 4, drain: false);
        Assert.AreEqual(2, credit.Available);
    }

    [TestMethod]
    public async Task Repeated_and_raised_flows_give_exactly_what_the_last_grants()
    {
        await using var emulator = await Emulators.StartAsync();
        await using (var client = await EmulatorClient.ConnectAsync(emulator))
        {
            await client.Sender("events/Partitions/0").SendAsync(EmulatorClient.Batch(null, Enumerable.Range(0, 100).Select(i => EmulatorClient.Event($"{i}"))));
        }

        using var peer = await RawPeer.ConnectAsync(emulator);
        await peer.WriteAsync(RawPeer.Opening(emulator.Rules.Keys["RootManageSharedAccessKey"]));
        await peer.ReadHandshakeAsync();
        await peer.WriteAsync(RawPeer.Attach(receiver: true, "events/ConsumerGroups/$Default/Partitions/0"));
        await peer.WriteAsync(RawPeer.Flow(0, 10), RawPeer.Flow(0, 10), RawPeer.Flow(0, 20));
        await peer.WriteAsync(RawPeer.Flow(0, 20, drain: true));

        // Its own flow, with which it gives back the rest, comes behind all that it sent.
        Assert.AreEqual(20, await peer.CountTransfersUntilAsync(AmqpFormat.Flow));
        await peer.WriteAsync(RawPeer.Flow(20, 5), RawPeer.Flow(20, 5), RawPeer.Flow(20, 5, drain: true));
        Assert.AreEqual(5, await peer.CountTransfersUntilAsync(AmqpFormat.Flow));
    }
}
