using System.Net.WebSockets;
using Amqp;
using Amqp.Sasl;
using AnomalyWatch.EventHubsEmulator;
using AnomalyWatch.Tests.EventHubsEmulator.Amqp;

namespace AnomalyWatch.Tests.EventHubsEmulator;

[TestClass]
public sealed class EmulatorTests
{
    private string _folder = "";

    [TestInitialize]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("anomalywatch-emulator-").FullName;

    [TestCleanup]
    public void DeleteFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public async Task Events_keys_and_positions_survive_a_restart()
    {
        string connection;
        await using (var emulator = await StartAsync())
        {
            connection = emulator.SendConnectionString.Split(';')[2];
            await using var client = await EmulatorClient.ConnectAsync(emulator);
            await client.Sender("events/Partitions/1").SendAsync(EmulatorClient.Batch("k", EmulatorClient.Event("a"), EmulatorClient.Event("b")));
        }

        await using (var emulator = await StartAsync())
        {
            Assert.AreEqual(connection, emulator.SendConnectionString.Split(';')[2]);
            await using var client = await EmulatorClient.ConnectAsync(emulator);
            await client.Sender("events/Partitions/1").SendAsync(EmulatorClient.Event("c"));
            var (link, _) = await client.AttachReceiverAsync("events/ConsumerGroups/$Default/Partitions/1", "amqp.annotation.x-opt-sequence-number > '0'");
            var received = await EmulatorClient.ReceiveAsync(link, 2);
            CollectionAssert.AreEqual(new[] { "b", "c" }, received.ConvertAll(EmulatorClient.Text));
            Assert.AreEqual("k", EmulatorClient.Annotation(received[0], "x-opt-partition-key"));
            Assert.AreEqual(2L, EmulatorClient.Annotation(received[1], "x-opt-sequence-number"));
        }
    }

    [TestMethod]
    public async Task Keys_are_readable_by_their_owner_only_and_differ_between_folders()
    {
        await using var emulator = await StartAsync();
        await using var other = await Emulators.StartAsync();
        Assert.AreNotEqual(emulator.Rules.Keys["RootManageSharedAccessKey"], other.Rules.Keys["RootManageSharedAccessKey"]);
        Assert.AreEqual(3, emulator.Rules.Keys.Values.Distinct().Count());
        if (!OperatingSystem.IsWindows())
        {
            Assert.AreEqual(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, "keys.json")));
        }
    }

    [TestMethod]
    public async Task With_TLS_a_client_that_trusts_the_certificate_is_served()
    {
        await using var emulator = await StartAsync(tls: true);
        Assert.DoesNotContain("UseDevelopmentEmulator", emulator.ConnectionString);
        Assert.IsTrue(File.Exists(Path.Combine(_folder, "localhost.pem")));
        var factory = new ConnectionFactory();
        factory.SASL.Profile = SaslProfile.Anonymous;
        factory.SSL.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.GetCertHashString() == emulator.Certificate!.GetCertHashString();
        var connection = await factory.CreateAsync(new Address("localhost", emulator.Port, null, null, "/", "amqps"));
        var closed = EmulatorClient.Closed(new SenderLink(new Session(connection), "sender", "events"));
        Assert.AreEqual("amqp:unauthorized-access", (string)(await closed.WaitAsync(EmulatorClient.Patience)).Condition);
        await connection.CloseAsync();
    }

    [TestMethod]
    public async Task AMQP_is_spoken_in_WebSockets_too()
    {
        await using var emulator = await Emulator.StartAsync(
            new EmulatorOptions { Port = 0, WebSocketPort = 0, Hubs = [new HubOptions("events", 4)] }, CancellationToken.None);
        using var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("AMQPWSB10");
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{emulator.WebSocketPort}/$servicebus/websocket"), CancellationToken.None);
        await using var stream = WebSocketStream.Create(socket, WebSocketMessageType.Binary, EmulatorClient.Patience);
        await stream.WriteAsync((byte[])[.. RawPeer.Opening(emulator.Rules.Keys["RootManageSharedAccessKey"]), .. RawPeer.Attach(receiver: false, "events")]);

        // The flow with which a link for sending is opened is the last thing said.
        var read = new byte[4096];
        var length = 0;
        while (read.AsSpan(0, length).IndexOf((byte[])[0x00, 0x53, 0x13]) < 0)
        {
            length += await stream.ReadAsync(read.AsMemory(length)).AsTask().WaitAsync(EmulatorClient.Patience);
        }

        Assert.AreEqual(1, emulator.Front.ConnectionCount);
    }

    [TestMethod]
    public async Task A_port_that_is_taken_and_options_that_do_not_hold_are_told()
    {
        await using var emulator = await StartAsync();
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => Emulator.StartAsync(
            new EmulatorOptions { Port = emulator.Port, Hubs = [new HubOptions("events", 1)] }, CancellationToken.None));
        var thrown = await Assert.ThrowsAsync<ArgumentException>(() => Emulator.StartAsync(
            new EmulatorOptions { Port = -1, Hubs = [new HubOptions("a", 1), new HubOptions("A", 1)] }, CancellationToken.None));
        Assert.AreEqual("The emulator's options do not hold: Port is -1; it lies between 0 and 65535. The hub 'a' is named more than once.", thrown.Message);
    }

    [TestMethod]
    public void Hubs_and_groups_are_read_from_the_command_line()
    {
        var hubs = EmulatorCommand.Read(["invocations:8", "findings:4"], ["invocations/analytics"]);
        CollectionAssert.AreEqual(new[] { "invocations", "findings" }, hubs.Select(hub => hub.Name).ToArray());
        CollectionAssert.AreEqual(new[] { 8, 4 }, hubs.Select(hub => hub.Partitions).ToArray());
        CollectionAssert.AreEqual(new[] { "analytics" }, hubs[0].ConsumerGroups.ToArray());
        Assert.Throws<ArgumentException>(() => EmulatorCommand.Read(["invocations"], []));
        Assert.Throws<ArgumentException>(() => EmulatorCommand.Read(["invocations:8"], ["others/x"]));
    }

    private Task<Emulator> StartAsync(bool tls = false) => Emulator.StartAsync(
        new EmulatorOptions { Port = 0, Hubs = [new HubOptions("events", 4)], DataFolder = _folder, Tls = tls }, CancellationToken.None);
}
