using AnomalyWatch.EventHubsEmulator.Amqp.Transport;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.EventHubsEmulator.Amqp;

[TestClass]
public sealed class BoundsTests
{
    [TestMethod]
    public async Task A_stranger_may_not_leave_more_than_64_KiB_of_a_message_unfinished()
    {
        await using var emulator = await Emulators.StartAsync();
        using var peer = await RawPeer.ConnectAsync(emulator);
        await peer.WriteAsync(RawPeer.Opening());
        await peer.ReadHandshakeAsync();
        await peer.WriteAsync(RawPeer.Attach(receiver: false, "$cbs"));
        await peer.WriteAsync(RawPeer.Transfer(new byte[60_000], more: true), RawPeer.Transfer(new byte[60_000], more: true));
        Assert.IsTrue(await peer.IsClosedAsync());
    }

    [TestMethod]
    public async Task A_known_peer_may_not_leave_much_more_than_a_mebibyte_unfinished()
    {
        await using var emulator = await Emulators.StartAsync();
        using var peer = await RawPeer.ConnectAsync(emulator);
        await peer.WriteAsync(RawPeer.Opening(emulator.Rules.Keys["RootManageSharedAccessKey"]));
        await peer.ReadHandshakeAsync();
        await peer.WriteAsync(RawPeer.Attach(receiver: false, "events"));
        var frame = RawPeer.Transfer(new byte[60_000], more: true);
        for (var sent = 0L; sent < AssemblyMeter.MessageBytes; sent += 60_000)
        {
            await peer.WriteAsync(frame);
        }

        Assert.IsTrue(await peer.IsClosedAsync());
    }

    [TestMethod]
    public void Unfinished_messages_of_many_links_are_counted_together()
    {
        var meter = new AssemblyMeter();
        for (var handle = 0u; handle < 16; handle++)
        {
            Assert.IsTrue(meter.Count(0, handle, 1 << 20, more: true, authenticated: true));
        }

        Assert.IsFalse(meter.Count(0, 17, 1, more: true, authenticated: true));
        Assert.IsTrue(meter.Count(0, 0, 1, more: false, authenticated: true));
        Assert.IsTrue(meter.Count(0, 17, 1, more: true, authenticated: true));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    public async Task A_peer_that_stops_in_the_handshake_is_cut_after_30_seconds(int step)
    {
        var time = new FakeTimeProvider(Some.Noon);
        await using var emulator = await Emulators.StartAsync(time: time);
        using var peer = await RawPeer.ConnectAsync(emulator);
        await peer.WriteAsync(RawPeer.SaslHeader);
        await peer.ReadHeaderAsync(RawPeer.SaslHeader);
        await peer.ReadFrameAsync();
        if (step > 0)
        {
            // All but Open: 8 bytes of header, the SASL frame, and for step 2 the AMQP header.
            var opening = RawPeer.Opening();
            var amqp = opening.AsSpan(8).IndexOf("AMQP"u8) + 8;
            await peer.WriteAsync(opening[8..(step == 1 ? amqp : amqp + 8)]);
            await peer.ReadFrameAsync();
            if (step == 2)
            {
                await peer.ReadHeaderAsync(RawPeer.AmqpHeader);
            }
        }

        time.Advance(TimeSpan.FromSeconds(29));
        Assert.IsFalse(await peer.IsClosedAsync(within: TimeSpan.FromMilliseconds(100)));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.IsTrue(await peer.IsClosedAsync());
    }

    [TestMethod]
    public async Task A_peer_without_a_token_is_cut_after_five_minutes_and_a_silent_one_after_four()
    {
        var time = new FakeTimeProvider(Some.Noon);
        await using var emulator = await Emulators.StartAsync(time: time);
        using var silent = await RawPeer.ConnectAsync(emulator);
        await silent.WriteAsync(RawPeer.Opening(emulator.Rules.Keys["RootManageSharedAccessKey"]));
        await silent.ReadHandshakeAsync();
        using var stranger = await RawPeer.ConnectAsync(emulator);
        await stranger.WriteAsync(RawPeer.Opening());
        await stranger.ReadHandshakeAsync();
        await stranger.ReadFrameAsync();
        await stranger.ReadFrameAsync();

        time.Advance(TimeSpan.FromMinutes(3));
        await stranger.WriteAsync(RawPeer.Attach(receiver: true, "$cbs"));
        await stranger.ReadFrameAsync();
        time.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(2));
        Assert.IsTrue(await silent.IsClosedAsync());
        Assert.IsFalse(await stranger.IsClosedAsync(within: TimeSpan.FromMilliseconds(100)));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.IsTrue(await stranger.IsClosedAsync());
    }

    [TestMethod]
    public async Task More_connections_than_allowed_are_closed_as_they_come()
    {
        await using var emulator = await Emulators.StartAsync(new ConnectionLimits { Connections = 2 });
        await using var first = await EmulatorClient.ConnectAsync(emulator);
        var second = await EmulatorClient.ConnectAsync(emulator);
        using (var third = await RawPeer.ConnectAsync(emulator))
        {
            Assert.IsTrue(await third.IsClosedAsync());
        }

        emulator.Faults.DropConnections();
        await second.DisposeAsync();
        await using var again = await EmulatorClient.ConnectAsync(emulator);
    }

    [TestMethod]
    public async Task More_links_than_allowed_are_refused_and_closed_ones_do_not_count()
    {
        await using var emulator = await Emulators.StartAsync(new ConnectionLimits { LinksPerConnection = 3 });
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        var sender = client.Sender("events");
        await sender.SendAsync(EmulatorClient.Event("x"));
        Assert.AreEqual("amqp:resource-limit-exceeded", (string)(await client.AttachSenderAsync("events/Partitions/0"))!.Condition);
        await sender.CloseAsync();
        Assert.IsNull(await client.AttachSenderAsync("events/Partitions/1"));
    }

    [TestMethod]
    [DataRow(0u)]
    [DataRow(7u)]
    [DataRow(65_537u)]
    [DataRow(uint.MaxValue)]
    public async Task A_frame_of_an_impossible_size_ends_the_connection(uint size)
    {
        await using var emulator = await Emulators.StartAsync();
        using var peer = await RawPeer.ConnectAsync(emulator);
        await peer.WriteAsync(RawPeer.Opening());
        await peer.ReadHandshakeAsync();
        await peer.WriteAsync([(byte)(size >> 24), (byte)(size >> 16), (byte)(size >> 8), (byte)size, 2, 0, 0, 0]);
        Assert.IsTrue(await peer.IsClosedAsync());
    }
}
