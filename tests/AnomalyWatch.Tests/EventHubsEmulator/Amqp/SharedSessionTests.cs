using Amqp;
using Amqp.Framing;
using AnomalyWatch.EventHubsEmulator;

namespace AnomalyWatch.Tests.EventHubsEmulator.Amqp;

/// <summary>Receivers that are opened at once on one session, where the library writes deliveries of one link between the attaches of others.</summary>
[TestClass]
public sealed class SharedSessionTests
{
    private const int Partitions = 4;
    private const int Receivers = 8;
    private const int Backlog = 1_000;
    private const int Batch = 500;
    private const int Rounds = 20;
    private const int Reopenings = 60;

    public required TestContext TestContext { get; set; }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Eight_receivers_opened_at_once_each_get_the_whole_backlog_in_order()
    {
        await using var emulator = await Emulators.StartAsync();
        await FillAsync(emulator);
        for (var round = 0; round < Rounds; round++)
        {
            await using var client = await EmulatorClient.ConnectAsync(emulator);
            var closed = new TaskCompletionSource<Error?>(TaskCreationOptions.RunContinuationsAsynchronously);
            client.Connection.AddClosedCallback((_, error) => closed.TrySetResult(error));

            // Two of each partition. None waits for its attach to be answered: the credit is there when the emulator makes the link.
            var all = Task.WhenAll(Enumerable.Range(0, Receivers).Select(number => Open(client.Session, number)).ToList());
            var first = await Task.WhenAny(all, closed.Task).WaitAsync(EmulatorClient.Patience, TestContext.CancellationToken);
            Assert.AreSame(all, first, $"round {round}: the client closed the connection: {(closed.Task.IsCompleted ? (await closed.Task)?.Description : null)}");
            foreach (var received in await all)
            {
                CollectionAssert.AreEqual(Enumerable.Range(0, Backlog).Select(number => (long)number).ToList(), received);
            }
        }
    }

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Receivers_that_close_in_the_midst_of_their_backlog_do_not_end_the_others()
    {
        await using var emulator = await Emulators.StartAsync();
        await FillAsync(emulator);
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        var closed = new TaskCompletionSource<Error?>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.Connection.AddClosedCallback((_, error) => closed.TrySetResult(error));
        var all = Task.WhenAll(Enumerable.Range(0, Receivers).Select(number => Task.Run(async () =>
        {
            for (var round = 0; round < Reopenings; round++)
            {
                var attach = new Attach
                {
                    Source = new Source { Address = $"events/ConsumerGroups/$Default/Partitions/{number % Partitions}" },
                    Target = new Target(),
                    SndSettleMode = SenderSettleMode.Settled,
                };
                var link = new ReceiverLink(client.Session, $"closing-{number}-{round}", attach, null);
                link.SetCredit(300);
                for (var i = 0; i < 50 + round; i++)
                {
                    var message = await link.ReceiveAsync(EmulatorClient.Patience);
                    Assert.AreEqual((long)i, EmulatorClient.Annotation(message, "x-opt-sequence-number"));
                    link.Accept(message);
                }

                await link.CloseAsync(EmulatorClient.Patience, null);
            }
        })).ToList());
        var first = await Task.WhenAny(all, closed.Task).WaitAsync(EmulatorClient.Patience, TestContext.CancellationToken);
        Assert.AreSame(all, first, $"the client closed the connection: {(closed.Task.IsCompleted ? (await closed.Task)?.Description : null)}");
        await all;
    }

    private static async Task FillAsync(Emulator emulator)
    {
        await using var client = await EmulatorClient.ConnectAsync(emulator);
        for (var partition = 0; partition < Partitions; partition++)
        {
            var sender = client.Sender($"events/Partitions/{partition}");
            foreach (var batch in Enumerable.Range(0, Backlog).Select(number => EmulatorClient.Event(number + new string('.', 1024))).Chunk(Batch))
            {
                await sender.SendAsync(EmulatorClient.Batch(null, batch));
            }
        }
    }

    /// <summary>Completes with the sequence numbers in the order in which they came.</summary>
    private static Task<List<long>> Open(Session session, int number)
    {
        var received = new List<long>();
        var whole = new TaskCompletionSource<List<long>>(TaskCreationOptions.RunContinuationsAsynchronously);
        var attach = new Attach
        {
            Source = new Source { Address = $"events/ConsumerGroups/$Default/Partitions/{number % Partitions}" },
            Target = new Target(),
            SndSettleMode = SenderSettleMode.Settled,
        };
        new ReceiverLink(session, $"receiver-{number}", attach, null).Start(Backlog, (link, message) =>
        {
            received.Add((long)EmulatorClient.Annotation(message, "x-opt-sequence-number")!);
            if (received.Count == Backlog)
            {
                whole.TrySetResult(received);
            }
        });
        return whole.Task;
    }
}
