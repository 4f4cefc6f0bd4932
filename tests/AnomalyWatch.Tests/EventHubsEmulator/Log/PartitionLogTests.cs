using System.Text;
using AnomalyWatch.EventHubsEmulator.Log;
using static AnomalyWatch.Tests.EventHubsEmulator.Log.LogFolder;

namespace AnomalyWatch.Tests.EventHubsEmulator.Log;

[TestClass]
public sealed class PartitionLogTests
{
    [TestMethod]
    public async Task A_new_log_begins_at_nothing()
    {
        using var folder = new LogFolder();
        await using var log = folder.Open();

        Assert.AreEqual(new LogPosition(0, -1, -1, DateTimeOffset.MinValue), log.Position);
        Assert.IsTrue(log.Position.IsEmpty);
        Assert.IsEmpty(ReadAll(log));
        Assert.IsFalse(log.TryRead(0, out _));
        Assert.AreEqual(0, log.FindByOffset(-1, inclusive: false));
        Assert.AreEqual(0, log.FindByTime(Some.Noon));
    }

    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Records_come_back_in_order_without_holes(bool onDisk)
    {
        using var folder = new LogFolder();
        await using var log = folder.Open(onDisk ? folder.Options : folder.Options with { Folder = null });
        for (var i = 0; i < 3000; i++)
        {
            Assert.AreEqual(i, log.Append(Body(i)));
        }

        AssertHolds(log, Numbers(0, 2999));
        Assert.IsTrue(log.TryRead(1234, out var one));
        Assert.IsTrue(one.Body.Span.SequenceEqual(Body(1234)));
    }

    [TestMethod]
    public async Task A_batch_has_neighbouring_numbers_and_one_time()
    {
        using var folder = new LogFolder();
        await using var log = folder.Open();
        log.Append("before"u8);
        folder.Time.Advance(TimeSpan.FromSeconds(1));

        var first = log.AppendBatch([Encoding.UTF8.GetBytes("a"), ReadOnlyMemory<byte>.Empty, Encoding.UTF8.GetBytes("ccc")]);

        var read = ReadAll(log, from: 1);
        Assert.AreEqual(1, first);
        CollectionAssert.AreEqual(new[] { "a", "", "ccc" }, read.Select(r => Encoding.UTF8.GetString(r.Body.Span)).ToArray());
        Assert.IsTrue(read.All(r => r.EnqueuedTime == Some.Noon.AddSeconds(1)));
        Assert.AreEqual(read[^1].Offset, log.Position.LastOffset);
    }

    [TestMethod]
    public async Task Times_are_whole_milliseconds_and_never_go_back()
    {
        using var folder = new LogFolder();
        folder.Time.AutoAdvanceAmount = TimeSpan.Zero;
        folder.Time.Advance(TimeSpan.FromTicks(12_345));
        await using (var log = folder.Open())
        {
            log.Append("one"u8);
        }

        // The clock of the machine was set back while the log was closed.
        var earlier = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Some.Noon.AddHours(-1));
        await using var again = PartitionLog.Open(folder.Options, earlier);
        again.Append("two"u8);

        CollectionAssert.AreEqual(new[] { Some.Noon.AddMilliseconds(1), Some.Noon.AddMilliseconds(1) }, ReadAll(again).Select(r => r.EnqueuedTime).ToArray());
    }

    [TestMethod]
    public async Task A_read_stops_at_its_bytes_but_gives_at_least_one()
    {
        using var folder = new LogFolder();
        await using var log = folder.Open();
        log.AppendBatch([new byte[1000], new byte[1000], new byte[1000]]);
        var into = new LogRecord[10];

        Assert.AreEqual(2, log.Read(0, into, 2500));
        Assert.AreEqual(1, log.Read(0, into, 10));
        Assert.AreEqual(1, log.Read(1, into.AsSpan(0, 1), int.MaxValue));
        Assert.AreEqual(0, log.Read(0, [], int.MaxValue));
        Assert.AreEqual(0, log.Read(3, into, int.MaxValue));
        Assert.AreEqual(3, log.Read(-1, into, int.MaxValue));
    }

    [TestMethod]
    public async Task Bodies_larger_than_a_block_are_read_whole_from_memory_and_from_the_file()
    {
        using var folder = new LogFolder();
        var options = folder.Options with { SegmentBytes = 4 << 20, MemoryBytes = 4 << 20 };
        await using var log = folder.Open(options);
        AppendBodies(log, 12, bytes: 1_000_000);
        AppendBodies(log, 12, bytes: 1_000_000);

        AssertHolds(log, Numbers(0, 23), bytes: 1_000_000);
    }

    [TestMethod]
    public async Task A_body_stays_what_it_was_while_the_log_goes_on()
    {
        using var folder = new LogFolder();
        await using var log = folder.Open(folder.Options with { Folder = null, MemoryBytes = 4 << 20 });
        log.Append(Body(0, 1000));
        Assert.IsTrue(log.TryRead(0, out var kept));

        AppendBodies(log, 12_000, bytes: 1000);

        Assert.IsFalse(log.TryRead(0, out _));
        Assert.IsTrue(kept.Body.Span.SequenceEqual(Body(0, 1000)));
    }

    [TestMethod]
    public async Task Too_much_at_once_and_nothing_at_all_are_refused()
    {
        using var folder = new LogFolder();
        await using var log = folder.Open();

        Assert.ThrowsExactly<ArgumentException>(() => log.Append(new byte[PartitionLog.LargestBatchBytes - 23]));
        Assert.ThrowsExactly<ArgumentException>(() => log.AppendBatch([]));
        Assert.AreEqual(0, log.Append(new byte[PartitionLog.LargestBatchBytes - 24]));
    }

    [TestMethod]
    public async Task A_closed_log_says_so()
    {
        using var folder = new LogFolder();
        var log = folder.Open();
        await log.DisposeAsync();
        await log.DisposeAsync();

        Assert.ThrowsExactly<ObjectDisposedException>(() => log.Append("x"u8));
        Assert.ThrowsExactly<ObjectDisposedException>(() => log.TryRead(0, out _));
        await Assert.ThrowsExactlyAsync<ObjectDisposedException>(() => log.WaitForAppendAsync(-1, CancellationToken.None));
    }
}
