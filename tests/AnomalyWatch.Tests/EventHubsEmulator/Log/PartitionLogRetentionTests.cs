using AnomalyWatch.EventHubsEmulator.Log;
using static AnomalyWatch.Tests.EventHubsEmulator.Log.LogFolder;

namespace AnomalyWatch.Tests.EventHubsEmulator.Log;

[TestClass]
public sealed class PartitionLogRetentionTests
{
    [TestMethod]
    public async Task Whole_segments_go_when_the_log_is_too_large_and_the_newest_stay()
    {
        using var folder = new LogFolder();
        await using var log = folder.Open(folder.Options with { RetainedBytes = 256 << 10 });
        AppendBodies(log, 20_000);

        var first = log.Position.FirstSequenceNumber;
        Assert.IsGreaterThan(0, first);
        AssertHolds(log, Numbers(first, 19_999));
        var onDisk = folder.Segments.Sum(path => new FileInfo(path).Length);
        Assert.IsLessThanOrEqualTo((256 << 10) + (64 << 10) + (64 * 6), onDisk);
        Assert.IsGreaterThan(192 << 10, onDisk);
        Assert.IsFalse(log.TryRead(first - 1, out _));
        Assert.AreEqual(first, log.FindByOffset(-1, inclusive: false));
        Assert.AreEqual(first, log.FindByTime(DateTimeOffset.MinValue));
    }

    [TestMethod]
    public async Task Old_segments_go_by_themselves_but_never_the_one_being_written()
    {
        using var folder = new LogFolder();
        await using var log = folder.Open(folder.Options with { RetainedFor = TimeSpan.FromHours(1) });
        AppendBodies(log, 3000);
        var segments = folder.Segments.Count;
        folder.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.HasCount(segments, folder.Segments);

        folder.Time.Advance(TimeSpan.FromMinutes(3));

        Assert.HasCount(1, folder.Segments);
        Assert.AreEqual(2999, log.Position.LastSequenceNumber);
        Assert.IsFalse(log.Position.IsEmpty);
        AssertHolds(log, Numbers(log.Position.FirstSequenceNumber, 2999));
    }

    [TestMethod]
    public async Task A_slow_log_closes_its_segment_by_age_so_that_its_records_can_grow_too_old()
    {
        using var folder = new LogFolder();
        await using var log = folder.Open(folder.Options with { RetainedFor = TimeSpan.FromHours(4) });
        for (var i = 0; i < 24; i++)
        {
            log.Append(Body(i));
            folder.Time.Advance(TimeSpan.FromMinutes(30));
        }

        var oldest = ReadAll(log)[0];
        Assert.AreEqual(oldest.SequenceNumber, log.Position.FirstSequenceNumber);
        Assert.IsLessThan(TimeSpan.FromHours(6), folder.Time.GetUtcNow() - oldest.EnqueuedTime);
        Assert.IsGreaterThan(TimeSpan.FromHours(3), folder.Time.GetUtcNow() - oldest.EnqueuedTime);
    }

    [TestMethod]
    public async Task Retention_survives_a_restart_and_numbers_go_on()
    {
        using var folder = new LogFolder();
        var options = folder.Options with { RetainedBytes = 128 << 10 };
        long first;
        await using (var log = folder.Open(options))
        {
            AppendBodies(log, 10_000);
            first = log.Position.FirstSequenceNumber;
        }

        await using var again = folder.Open(options);
        Assert.AreEqual(first, again.Position.FirstSequenceNumber);
        Assert.AreEqual(10_000, again.Append(Body(10_000)));
        AssertHolds(again, Numbers(first, 10_000));
    }

    [TestMethod]
    public async Task A_log_whose_records_are_all_gone_still_knows_where_it_stood()
    {
        using var folder = new LogFolder();
        LogPosition before;
        await using (var log = folder.Open())
        {
            AppendBodies(log, 1500);
            before = log.Position;
        }

        // As a crash leaves it that came after a new segment was begun and the old ones dropped, and before the first record was written.
        var header = new SegmentHeader(0, 1500, before.EndOffset, before.LastEnqueuedTime.ToUnixTimeMilliseconds(), before.LastOffset);
        foreach (var path in folder.Segments)
        {
            File.Delete(path);
        }

        Segment.Create(header, folder.Path).Dispose();
        await using var again = folder.Open();

        Assert.AreEqual(before with { FirstSequenceNumber = 1500 }, again.Position);
        Assert.IsTrue(again.Position.IsEmpty);
        Assert.AreEqual(1500, again.Append(Body(1500)));
        AssertHolds(again, Numbers(1500, 1500));
    }

    [TestMethod]
    public async Task A_log_in_memory_keeps_what_its_memory_holds()
    {
        using var folder = new LogFolder();
        await using var log = folder.Open(folder.Options with { Folder = null, MemoryBytes = 4 << 20 });
        AppendBodies(log, 20_000, bytes: 1000);

        var first = log.Position.FirstSequenceNumber;
        AssertHolds(log, Numbers(first, 19_999), bytes: 1000);
        Assert.IsGreaterThan(2 << 20, (20_000 - first) * 1000);
        Assert.IsLessThan(4 << 20, (20_000 - first) * 1000);
    }

    [TestMethod]
    public async Task The_largest_batches_fit_into_the_smallest_memory()
    {
        using var folder = new LogFolder();
        await using var log = folder.Open(folder.Options with { Folder = null, MemoryBytes = PartitionLogOptions.SmallestMemoryBytes });
        for (var i = 0; i < 5; i++)
        {
            var body = new byte[PartitionLog.LargestBatchBytes - RecordFrame.HeaderBytes];
            body.AsSpan().Fill((byte)i);
            Assert.AreEqual(i, log.Append(body));
            Assert.IsTrue(log.TryRead(i, out var record));
            Assert.IsTrue(record.Body.Span.SequenceEqual(body));
        }
    }
}
