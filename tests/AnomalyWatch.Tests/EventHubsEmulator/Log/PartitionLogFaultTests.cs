using AnomalyWatch.EventHubsEmulator.Log;
using static AnomalyWatch.Tests.EventHubsEmulator.Log.LogFolder;

namespace AnomalyWatch.Tests.EventHubsEmulator.Log;

/// <summary>A disk that does not take what is written.</summary>
[TestClass]
public sealed class PartitionLogFaultTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(10)]
    [DataRow(90)]
    [DataRow(200)]
    public async Task A_full_disk_fails_the_append_and_leaves_the_log_as_it_was(int taken)
    {
        using var folder = new LogFolder();
        var full = false;
        await using (var log = folder.Open(folder.Options with { DiskTakes = bytes => full ? Math.Min(taken, bytes - 1) : bytes }))
        {
            AppendBodies(log, 10);
            var before = log.Position;
            full = true;

            // Records of the same length as those that follow: had their bytes stayed, they would pass for records later.
            Assert.ThrowsExactly<IOException>(() => log.AppendBatch([new byte[40], new byte[40], new byte[40], new byte[40]]));
            Assert.AreEqual(before, log.Position);
            AssertHolds(log, Numbers(0, 9));

            full = false;
            Assert.AreEqual(10, log.Append(Body(10)));
        }

        await using var again = folder.Open();
        AssertHolds(again, Numbers(0, 10));
        Assert.IsEmpty(again.Recovery.Notes);
    }

    [TestMethod]
    public async Task A_folder_that_takes_no_new_file_fails_the_append_until_it_does()
    {
        using var folder = new LogFolder();
        await using var log = folder.Open();
        AppendBodies(log, 900);
        var aside = folder.Path + "-aside";
        Directory.Move(folder.Path, aside);

        Assert.Throws<IOException>(() => AppendBodies(log, 1000));
        var last = log.Position.LastSequenceNumber;
        Directory.Move(aside, folder.Path);

        Assert.AreEqual(last + 1, log.Append(Body(last + 1)));
        AssertHolds(log, Numbers(0, last + 1));
    }

    [TestMethod]
    public async Task An_append_that_cannot_be_flushed_is_not_acknowledged_and_not_there()
    {
        using var folder = new LogFolder();
        var broken = false;
        await using var log = folder.Open(folder.Options with { FlushMode = FlushMode.EveryAppend, DiskFlushes = () => ThrowIf(broken) });
        AppendBodies(log, 3);
        broken = true;

        Assert.ThrowsExactly<IOException>(() => log.Append("lost"u8));
        AssertHolds(log, Numbers(0, 2));

        broken = false;
        AppendBodies(log, 1);
        AssertHolds(log, Numbers(0, 3));
    }

    [TestMethod]
    public async Task A_flush_that_fails_in_the_background_is_told_to_the_next_append_once()
    {
        using var folder = new LogFolder();
        var broken = true;
        var flushes = 0;
        await using var log = folder.Open(folder.Options with
        {
            FlushMode = FlushMode.Interval,
            DiskFlushes = () =>
            {
                flushes++;
                ThrowIf(broken);
            },
        });
        AppendBodies(log, 3);
        folder.Time.Advance(TimeSpan.FromMilliseconds(100));
        broken = false;

        var told = Assert.ThrowsExactly<IOException>(() => log.Append("x"u8));
        StringAssert.Contains(told.Message, "could not be forced to the disk", StringComparison.Ordinal);
        AppendBodies(log, 1);
        AssertHolds(log, Numbers(0, 3));

        // It is tried again, and an idle log is left alone.
        folder.Time.Advance(TimeSpan.FromMilliseconds(100));
        folder.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.AreEqual(2, flushes);
    }

    [TestMethod]
    [DataRow(FlushMode.Never)]
    [DataRow(FlushMode.Interval)]
    [DataRow(FlushMode.EveryAppend)]
    public async Task Every_flush_mode_keeps_what_was_appended(FlushMode mode)
    {
        using var folder = new LogFolder();
        await using (var log = folder.Open(folder.Options with { FlushMode = mode }))
        {
            AppendBodies(log, 1000);
            folder.Time.Advance(TimeSpan.FromMilliseconds(100));
            AppendBodies(log, 10);
            log.Flush();
        }

        await using var again = folder.Open();
        AssertHolds(again, Numbers(0, 1009));
    }

    private static void ThrowIf(bool broken)
    {
        if (broken)
        {
            throw new IOException("No flush.");
        }
    }
}
