using AnomalyWatch.EventHubsEmulator.Log;
using static AnomalyWatch.Tests.EventHubsEmulator.Log.LogFolder;

namespace AnomalyWatch.Tests.EventHubsEmulator.Log;

/// <summary>What opening makes of files as a crash, or worse, has left them.</summary>
[TestClass]
public sealed class PartitionLogRecoveryTests
{
    private const int Last = 20;

    [TestMethod]
    public async Task A_restart_continues_numbers_offsets_and_times()
    {
        using var folder = new LogFolder();
        long offset;
        await using (var log = folder.Open())
        {
            AppendBodies(log, 3000);
            offset = log.Position.EndOffset;
        }

        await using var again = folder.Open();
        Assert.IsEmpty(again.Recovery.Notes);
        Assert.IsGreaterThan(1, again.Recovery.Segments);
        AppendBodies(again, 1000);

        AssertHolds(again, Numbers(0, 3999));
        Assert.IsTrue(again.TryRead(3000, out var first));
        Assert.AreEqual(offset, first.Offset);
    }

    [TestMethod]
    public async Task Cut_at_every_byte_of_the_last_record_all_earlier_ones_are_recovered()
    {
        using var folder = new LogFolder();
        var (whole, lastAt) = await FilledAsync(folder);
        for (var length = lastAt; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(folder.Segments[^1], whole[..length]);

            await using var log = folder.Open();
            AssertHolds(log, Numbers(0, Last - 1), because: $"cut to {length} of {whole.Length}");
            Assert.AreEqual(length - lastAt, log.Recovery.BytesCut);
            Assert.AreEqual(Last, log.Append(Body(Last)));
            AssertHolds(log, Numbers(0, Last), because: $"appended after a cut to {length}");
        }
    }

    [TestMethod]
    public async Task Every_flipped_bit_of_the_last_record_is_noticed()
    {
        using var folder = new LogFolder();
        var (whole, lastAt) = await FilledAsync(folder);
        for (var bit = lastAt * 8; bit < whole.Length * 8; bit++)
        {
            var flipped = whole.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            await File.WriteAllBytesAsync(folder.Segments[^1], flipped);

            await using var log = folder.Open();
            AssertHolds(log, Numbers(0, Last - 1), because: $"bit {bit}");
            Assert.HasCount(1, log.Recovery.Notes);
        }
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(23)]
    [DataRow(24)]
    [DataRow(5000)]
    [DataRow(3_000_000)]
    public async Task Garbage_behind_the_end_is_cut(int bytes)
    {
        using var folder = new LogFolder();
        var (whole, _) = await FilledAsync(folder);
        foreach (var zeros in new[] { true, false })
        {
            var garbage = new byte[bytes];
            if (!zeros)
            {
                new Random(bytes).NextBytes(garbage);
            }

            await File.WriteAllBytesAsync(folder.Segments[^1], [.. whole, .. garbage]);

            await using var log = folder.Open();
            AssertHolds(log, Numbers(0, Last));
            Assert.AreEqual(bytes, log.Recovery.BytesCut);
        }
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(63)]
    public async Task A_file_that_ends_within_its_header_is_removed(int length)
    {
        using var folder = new LogFolder();
        await using (var log = folder.Open())
        {
            AppendBodies(log, 1500);
        }

        var newest = folder.Segments[^1];
        var before = long.Parse(Path.GetFileName(newest).AsSpan(0, 20), System.Globalization.CultureInfo.InvariantCulture);
        await File.WriteAllBytesAsync(newest, (await File.ReadAllBytesAsync(newest))[..length]);

        await using var again = folder.Open();
        AssertHolds(again, Numbers(0, before - 1));
        Assert.AreEqual(before, again.Append(Body(before)));
        Assert.HasCount(1, again.Recovery.Notes);
    }

    [TestMethod]
    public async Task A_folder_with_nothing_but_an_empty_file_is_a_new_log()
    {
        using var folder = new LogFolder();
        await (folder.Open()).DisposeAsync();
        await File.WriteAllBytesAsync(folder.Segments[0], []);

        await using var log = folder.Open();
        Assert.AreEqual(0, log.Append(Body(0)));
        AssertHolds(log, Numbers(0, 0));
    }

    [TestMethod]
    public async Task A_damaged_header_costs_no_record()
    {
        using var folder = new LogFolder();
        await using (var log = folder.Open())
        {
            AppendBodies(log, 3000);
        }

        foreach (var path in folder.Segments)
        {
            using var file = File.OpenHandle(path, access: FileAccess.ReadWrite);
            RandomAccess.Write(file, "damage"u8, 12);
        }

        await using var again = folder.Open();
        AssertHolds(again, Numbers(0, 2999));
        Assert.HasCount(folder.Segments.Count, again.Recovery.Notes);
        Assert.AreEqual(1500, again.FindByOffset(ReadAll(again)[1500].Offset, inclusive: true));
        Assert.AreEqual(0, again.FindByTime(Some.Noon));
    }

    [TestMethod]
    public async Task Damage_before_the_end_of_the_newest_segment_takes_nothing_of_what_follows()
    {
        using var folder = new LogFolder();
        var (whole, lastAt) = await FilledAsync(folder);
        whole[lastAt - 70] ^= 1;
        await File.WriteAllBytesAsync(folder.Segments[^1], whole);

        await using var log = folder.Open();
        AssertHolds(log, Numbers(0, Last).Where(n => n != Last - 2));
        Assert.AreEqual(0, log.Recovery.BytesCut);
        Assert.AreEqual(1, log.DamageCount);
        Assert.AreEqual(Last + 1, log.Append(Body(Last + 1)));
    }

    [TestMethod]
    public async Task Files_of_another_partition_or_a_later_version_are_refused_unchanged()
    {
        using var folder = new LogFolder();
        await FilledAsync(folder);

        var wrong = Assert.ThrowsExactly<InvalidDataException>(() => folder.Open(folder.Options with { Partition = 3 }));
        StringAssert.Contains(wrong.Message, "belongs to partition 0, not 3", StringComparison.Ordinal);

        var first = folder.Segments[0];
        var bytes = await File.ReadAllBytesAsync(first);
        var later = bytes.ToArray();
        later[8] = 2;
        BitConverter.GetBytes(Crc32C.Of(later.AsSpan(0, 60))).CopyTo(later, 60);
        await File.WriteAllBytesAsync(first, later);
        var unknown = Assert.ThrowsExactly<InvalidDataException>(() => folder.Open());
        StringAssert.Contains(unknown.Message, "has version 2; this program reads version 1", StringComparison.Ordinal);
        CollectionAssert.AreEqual(later, await File.ReadAllBytesAsync(first));
        await File.WriteAllBytesAsync(first, bytes);

        // The refused attempt has let go of the folder.
        await using var log = folder.Open();
        AssertHolds(log, Numbers(0, Last));
    }

    [TestMethod]
    public async Task A_folder_is_opened_by_one_log_at_a_time()
    {
        using var folder = new LogFolder();
        await using var log = folder.Open();

        var refused = Assert.ThrowsExactly<IOException>(() => folder.Open());
        StringAssert.Contains(refused.Message, "has it open", StringComparison.Ordinal);
    }

    private static async Task<(byte[] Whole, int LastAt)> FilledAsync(LogFolder folder)
    {
        await using (var log = folder.Open())
        {
            AppendBodies(log, Last + 1);
            var lastAt = (int)log.Position.LastOffset + 64;
            await log.DisposeAsync();
            return (await File.ReadAllBytesAsync(folder.Segments[^1]), lastAt);
        }
    }
}
