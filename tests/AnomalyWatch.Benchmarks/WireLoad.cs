using Amqp;
using Amqp.Framing;
using Amqp.Types;
using AnomalyWatch.EventHubsEmulator;
using AnomalyWatch.Pipeline.Streaming.EventHubs;

namespace AnomalyWatch.Benchmarks;

/// <summary>A producer and a consumer of events of 1 KB as any client of Event Hubs would write them.</summary>
internal static class WireLoad
{
    /// <summary>Events in a batch.</summary>
    public const int Batch = 100;

    /// <summary>The body of an event, in bytes.</summary>
    public const int BodyBytes = 1024;

    private const uint BatchFormat = 0x80013700;
    private const int InFlight = 8;
    private const int Credit = 2000;

    /// <summary>Sends batches to the partitions by turns, eight in flight, until all are acknowledged.</summary>
    public static async Task SendAsync(Emulator emulator, string hub, int partitions, int events)
    {
        var connection = await ConnectAsync(emulator).ConfigureAwait(false);
        var session = new Session(connection);
        var links = Enumerable.Range(0, partitions).Select(p => new SenderLink(session, $"out-{p}", $"{hub}/Partitions/{p}")).ToArray();
        using var slots = new SemaphoreSlim(InFlight, InFlight);
        var refused = 0;
        for (var batch = 0; batch < events / Batch; batch++)
        {
            await slots.WaitAsync().ConfigureAwait(false);
            links[batch % partitions].Send(
                Envelope(),
                (_, _, outcome, _) =>
                {
                    refused += outcome is Accepted ? 0 : 1;
                    slots.Release();
                },
                null);
        }

        for (var i = 0; i < InFlight; i++)
        {
            await slots.WaitAsync().ConfigureAwait(false);
        }

        await connection.CloseAsync().ConfigureAwait(false);
        if (refused > 0)
        {
            throw new InvalidOperationException($"{refused} batches were refused.");
        }
    }

    /// <summary>Receives from all partitions until so many events have come.</summary>
    public static async Task ReceiveAsync(Emulator emulator, string hub, int partitions, int events)
    {
        var connection = await ConnectAsync(emulator).ConfigureAwait(false);
        var session = new Session(connection);
        var left = events;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var partition = 0; partition < partitions; partition++)
        {
            var source = new Source
            {
                Address = $"{hub}/ConsumerGroups/$Default/Partitions/{partition}",
                FilterSet = new Map { [new Symbol("apache.org:selector-filter:string")] = new DescribedValue(new Symbol("apache.org:selector-filter:string"), "amqp.annotation.x-opt-offset > '-1'") },
            };
            var attach = new Attach { Source = source, Target = new Target(), SndSettleMode = SenderSettleMode.Settled };
            new ReceiverLink(session, $"in-{partition}", attach, null).Start(Credit, (link, message) =>
            {
                link.Accept(message);
                message.Dispose();
                if (Interlocked.Decrement(ref left) == 0)
                {
                    done.SetResult();
                }
            });
        }

        await done.Task.ConfigureAwait(false);
        await connection.CloseAsync().ConfigureAwait(false);
    }

    private static Task<Connection> ConnectAsync(Emulator emulator)
    {
        var connection = EventHubsConnectionString.Parse(emulator.ConnectionString);
        return new ConnectionFactory().CreateAsync(new Address("localhost", emulator.Port, connection.KeyName, KeyOf(emulator.ConnectionString), "/", "amqp"));
    }

    private static string KeyOf(string connectionString) =>
        connectionString.Split(';').Single(part => part.StartsWith("SharedAccessKey=", StringComparison.Ordinal))["SharedAccessKey=".Length..];

    private static Message Envelope()
    {
        var body = new byte[BodyBytes];
        var list = new DataList();
        for (var i = 0; i < Batch; i++)
        {
            list.Add(new Data { Buffer = new Message { BodySection = new Data { Binary = body } }.Encode() });
        }

        return new Message { BodySection = list, Format = BatchFormat };
    }
}
