using AnomalyWatch.EventHubsEmulator.Log;
using static AnomalyWatch.Tests.EventHubsEmulator.Log.LogFolder;

namespace AnomalyWatch.Tests.EventHubsEmulator.Log;

[TestClass]
public sealed class PartitionLogWaitTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task Waiting_ends_with_the_append_and_not_before()
    {
        using var folder = new LogFolder();
        await using var log = folder.Open();
        var waiting = log.WaitForAppendAsync(-1, CancellationToken.None);
        var later = log.WaitForAppendAsync(0, CancellationToken.None);
        Assert.IsFalse(waiting.IsCompleted);

        log.Append("x"u8);

        await waiting.WaitAsync(Patience, TestContext.CancellationToken);
        Assert.IsFalse(later.IsCompleted);
        log.Append("y"u8);
        await later.WaitAsync(Patience, TestContext.CancellationToken);
        Assert.IsTrue(log.WaitForAppendAsync(0, CancellationToken.None).IsCompletedSuccessfully);
    }

    [TestMethod]
    public async Task A_wait_can_be_cancelled_and_ends_when_the_log_is_closed()
    {
        using var folder = new LogFolder();
        var log = folder.Open();
        using var cancel = new CancellationTokenSource();
        var cancelled = log.WaitForAppendAsync(-1, cancel.Token);
        var closed = log.WaitForAppendAsync(-1, CancellationToken.None);

        await cancel.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => cancelled);
        await log.DisposeAsync();
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => closed.WaitAsync(Patience));
    }

    [TestMethod]
    public async Task No_wake_up_is_lost_between_two_that_answer_each_other()
    {
        using var folder = new LogFolder();
        await using var ping = folder.Open(folder.Options with { Folder = null });
        await using var pong = folder.Open(folder.Options with { Folder = null });
        const int Rounds = 20_000;

        // Each side waits for the other's next record before it writes its own: a single lost wake-up stops both for ever.
        async Task PlayAsync(PartitionLog own, PartitionLog other, bool begins)
        {
            for (var round = 0; round < Rounds; round++)
            {
                if (!begins || round > 0)
                {
                    await other.WaitForAppendAsync(begins ? round - 1 - 1 : round - 1, CancellationToken.None);
                }

                own.Append("x"u8);
            }
        }

        await Task.WhenAll(
            Task.Run(() => PlayAsync(ping, pong, begins: true), TestContext.CancellationToken),
            Task.Run(() => PlayAsync(pong, ping, begins: false), TestContext.CancellationToken)).WaitAsync(Patience, TestContext.CancellationToken);
        Assert.AreEqual(Rounds - 1, pong.Position.LastSequenceNumber);
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Four_appenders_and_four_readers_agree_on_one_order(bool onDisk)
    {
        using var folder = new LogFolder();
        var options = folder.Options with { SegmentBytes = 256 << 10, MemoryBytes = onDisk ? 4 << 20 : 64 << 20, Folder = onDisk ? folder.Path : null };
        await using var log = folder.Open(options);
        const int Each = 10_000;
        var appenders = Enumerable.Range(0, 4).Select(who => Task.Run(() => Append(log, who, Each), TestContext.CancellationToken));
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => FollowAsync(log, 4 * Each), TestContext.CancellationToken)).ToArray();

        await Task.WhenAll([.. appenders, .. readers]).WaitAsync(Patience, TestContext.CancellationToken);

        var orders = await Task.WhenAll(readers);
        foreach (var order in orders)
        {
            CollectionAssert.AreEqual(orders[0], order);
        }

        for (var who = 0; who < 4; who++)
        {
            CollectionAssert.AreEqual(Enumerable.Range(0, Each).ToArray(), orders[0].Where(m => m.Who == who).Select(m => m.Number).ToArray());
        }
    }

    [TestMethod]
    public async Task Readers_go_on_while_retention_drops_what_they_read()
    {
        using var folder = new LogFolder();
        await using var log = folder.Open(folder.Options with { RetainedBytes = 128 << 10 });
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(seed => Task.Run(
            () =>
            {
                var random = new Random(seed);
                var into = new LogRecord[20];
                while (!done.IsCancellationRequested)
                {
                    var position = log.Position;
                    var from = random.NextInt64(position.FirstSequenceNumber, position.LastSequenceNumber + 2);
                    foreach (var record in into.AsSpan(0, log.Read(from, into, int.MaxValue)))
                    {
                        Assert.IsTrue(record.Body.Span.SequenceEqual(Body(record.SequenceNumber, 200)));
                    }

                    log.FindByOffset(random.NextInt64(0, position.LastOffset + 2), inclusive: true);
                }
            },
            TestContext.CancellationToken)).ToArray();

        AppendBodies(log, 20_000, bytes: 200);
        await done.CancelAsync();
        await Task.WhenAll(readers).WaitAsync(Patience, TestContext.CancellationToken);
        Assert.AreEqual(0, log.DamageCount);
    }

    private static void Append(PartitionLog log, int who, int count)
    {
        for (var i = 0; i < count; i++)
        {
            log.Append([.. BitConverter.GetBytes(who), .. BitConverter.GetBytes(i), .. new byte[100]]);
        }
    }

    private static async Task<List<(int Who, int Number)>> FollowAsync(PartitionLog log, int count)
    {
        var order = new List<(int, int)>();
        var into = new LogRecord[100];
        while (order.Count < count)
        {
            await log.WaitForAppendAsync(order.Count - 1, CancellationToken.None);
            var read = log.Read(order.Count, into, int.MaxValue);
            for (var i = 0; i < read; i++)
            {
                Assert.AreEqual(order.Count, into[i].SequenceNumber);
                order.Add((BitConverter.ToInt32(into[i].Body.Span), BitConverter.ToInt32(into[i].Body.Span[4..])));
            }
        }

        return order;
    }
}
