using System.Globalization;
using System.Net.Sockets;
using AnomalyWatch.EventHubsEmulator;

namespace AnomalyWatch.Tests.EventHubsEmulator.Amqp;

/// <summary>
/// Malformed conversations over raw sockets, from a seed. The long form is run by hand: ANOMALYWATCH_FUZZ=100000, and what it prints is kept in
/// fuzz.md.
/// </summary>
[TestClass]
public sealed class FuzzTests
{
    private const int Seed = 20_260_701;
    private const int ShortForm = 5_000;
    private const int AtOnce = 4;
    private const long MemoryAllowance = 96L << 20;

    [TestMethod]
    public async Task Malformed_conversations_leave_it_serving_and_its_memory_bounded()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("ANOMALYWATCH_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : ShortForm;
        await using var emulator = await Emulators.StartAsync();
        var conversations = Conversations(emulator.Rules.Keys["RootManageSharedAccessKey"]);
        await RunAsync(emulator, conversations, new Random(Seed), 200);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var workers = Enumerable.Range(0, AtOnce).Select(worker => Task.Run(() => RunAsync(emulator, conversations, new Random(Seed + worker + 1), count / AtOnce)));
        var stayedOpen = (await Task.WhenAll(workers)).Sum();

        Assert.AreEqual(0, stayedOpen, "conversations whose end the emulator did not answer with its own");
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        await client.Sender("events/Partitions/3").SendAsync(EmulatorClient.Event("still here"));
        Assert.AreEqual(1, emulator.Front.ConnectionCount);
        var after = GC.GetTotalMemory(forceFullCollection: true);
        Assert.IsLessThan(MemoryAllowance, after - before, $"{before:N0} bytes before, {after:N0} after");
        Console.WriteLine($"{count:N0} inputs, seed {Seed}: {before >> 20} MiB of live memory before, {after >> 20} MiB after; peak working set {Environment.WorkingSet >> 20} MiB.");
    }

    /// <summary>Runs a number of inputs one after the other; gives how many connections the emulator left open.</summary>
    private static async Task<int> RunAsync(Emulator emulator, byte[][] conversations, Random random, int count)
    {
        var open = 0;
        for (var i = 0; i < count; i++)
        {
            using var peer = await RawPeer.ConnectAsync(emulator);
            try
            {
                await peer.WriteAsync(Malform(conversations[random.Next(conversations.Length)], random));
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                // It was cut while it wrote.
            }

            open += await peer.IsClosedAsync(endSending: true) ? 0 : 1;
        }

        return open;
    }

    /// <summary>What a client could say, whole, to be spoilt.</summary>
    private static byte[][] Conversations(string key)
    {
        var message = EmulatorClient.Event("fuzz").Encode();
        var payload = message.Buffer.AsSpan(message.Offset, message.Length).ToArray();
        var batch = EmulatorClient.Batch("key", EmulatorClient.Event("a"), EmulatorClient.Event("b")).Encode();
        var batchPayload = batch.Buffer.AsSpan(batch.Offset, batch.Length).ToArray();
        return
        [
            [.. RawPeer.SaslHeader],
            [.. RawPeer.Opening()],
            [.. RawPeer.Opening(), .. RawPeer.Attach(receiver: false, "$cbs"), .. RawPeer.Attach(receiver: true, "$cbs", 1), .. RawPeer.Transfer(payload, more: false)],
            [.. RawPeer.Opening(), .. RawPeer.Attach(receiver: false, "$management"), .. RawPeer.Transfer(payload, more: true), .. RawPeer.Transfer(payload, more: false)],
            [.. RawPeer.Opening(key), .. RawPeer.Attach(receiver: false, "events/Partitions/0"), .. RawPeer.Transfer(payload, more: false), .. RawPeer.Transfer(batchPayload, more: false, 1)],
            [.. RawPeer.Opening(key), .. RawPeer.Attach(receiver: true, "events/ConsumerGroups/$Default/Partitions/0"), .. RawPeer.Flow(0, 10), .. RawPeer.Flow(0, uint.MaxValue, drain: true)],
        ];
    }

    /// <summary>Spoils a conversation in one of seven ways, once or a few times.</summary>
    private static byte[] Malform(byte[] whole, Random random)
    {
        var bytes = new List<byte>(whole);

        // Mostly behind the handshake, where there is more to be got wrong.
        var from = random.Next(4) == 0 ? 0 : Math.Min(bytes.Count - 1, 60);
        for (var times = random.Next(1, 5); times > 0 && bytes.Count > from; times--)
        {
            var at = random.Next(from, bytes.Count);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 16), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, Noise(random, random.Next(1, 64)));
                    break;
                case 4:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 5:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 200), bytes.Count - at)));
                    break;
                default:
                    // A length field that promises far more than comes.
                    byte[] extreme = [0xff, 0xff, 0xff, 0xff];
                    for (var i = 0; i < extreme.Length && at + i < bytes.Count; i++)
                    {
                        bytes[at + i] = extreme[i];
                    }

                    break;
            }
        }

        if (random.Next(10) == 0)
        {
            bytes.AddRange(Noise(random, random.Next(1, 4_000)));
        }

        return [.. bytes];
    }

    private static byte[] Noise(Random random, int length)
    {
        var noise = new byte[length];
        random.NextBytes(noise);
        return noise;
    }
}
