using static AnomalyWatch.Tests.EventHubsEmulator.Log.LogFolder;

namespace AnomalyWatch.Tests.EventHubsEmulator.Log;

/// <summary>A closed segment whose bytes are not what was written: reading goes round it, counts it, and says where.</summary>
[TestClass]
public sealed class PartitionLogDamageTests
{
    [TestMethod]
    [DataRow(0, DisplayName = "in the length")]
    [DataRow(4, DisplayName = "in the checksum")]
    [DataRow(9, DisplayName = "in the sequence number")]
    [DataRow(17, DisplayName = "in the time")]
    [DataRow(30, DisplayName = "in the body")]
    public async Task One_damaged_record_of_a_closed_segment_is_skipped_alone(int at)
    {
        using var folder = new LogFolder();
        var damaged = await DamagedAsync(folder, record: 300, at, bytes: 1);

        await using var log = folder.Open();
        AssertHolds(log, Numbers(0, 2999).Where(n => n != 300));
        AssertHolds(log, Numbers(0, 2999).Where(n => n != 300));
        Assert.IsFalse(log.TryRead(300, out _));
        Assert.IsTrue(log.TryRead(301, out _));
        Assert.AreEqual(1, log.DamageCount);
        var told = log.Damage[0];
        Assert.AreEqual((damaged, 300L, 301L), (told.Offset, told.FirstSequenceNumber, told.NextSequenceNumber));
        Assert.AreEqual(Path.GetFileName(folder.Segments[0]), told.File);
    }

    [TestMethod]
    public async Task A_segment_that_is_damaged_to_its_end_is_left_for_the_next()
    {
        using var folder = new LogFolder();
        await DamagedAsync(folder, record: 300, 0, bytes: 60_000);

        await using var log = folder.Open();
        var next = long.Parse(Path.GetFileName(folder.Segments[1]).AsSpan(0, 20), System.Globalization.CultureInfo.InvariantCulture);
        AssertHolds(log, Numbers(0, 299).Concat(Numbers(next, 2999)));
        Assert.AreEqual(next, log.Damage.Single().NextSequenceNumber);
    }

    [TestMethod]
    public async Task A_closed_segment_that_lost_its_end_is_left_for_the_next()
    {
        using var folder = new LogFolder();
        await DamagedAsync(folder, record: 300, 0, bytes: 0);
        using (var file = File.OpenHandle(folder.Segments[0], access: FileAccess.ReadWrite))
        {
            RandomAccess.SetLength(file, 10_000);
        }

        await using var log = folder.Open();
        var read = ReadAll(log);
        Assert.AreEqual(2999, read[^1].SequenceNumber);
        Assert.AreEqual(1, log.DamageCount);
        Assert.AreEqual(0, read[0].SequenceNumber);
    }

    [TestMethod]
    public async Task Damage_that_comes_while_the_log_is_open_is_noticed_too()
    {
        using var folder = new LogFolder();
        await using var log = folder.Open(folder.Options with { MemoryBytes = 4 << 20 });
        AppendBodies(log, 80_000);
        using (var file = File.OpenHandle(folder.Segments[0], access: FileAccess.ReadWrite, share: FileShare.ReadWrite | FileShare.Delete))
        {
            RandomAccess.Write(file, new byte[100], 20_000);
        }

        var read = ReadAll(log);
        Assert.AreEqual(79_999, read[^1].SequenceNumber);
        Assert.AreEqual(1, log.DamageCount);
        Assert.AreEqual(80_000 - (log.Damage[0].NextSequenceNumber - log.Damage[0].FirstSequenceNumber), read.Count);
    }

    private static async Task<long> DamagedAsync(LogFolder folder, long record, int at, int bytes)
    {
        long offset;
        await using (var log = folder.Open())
        {
            AppendBodies(log, 3000);
            Assert.IsTrue(log.TryRead(record, out var found));
            offset = found.Offset;
        }

        using var file = File.OpenHandle(folder.Segments[0], access: FileAccess.ReadWrite);
        var place = offset + 64 + at;
        var found2 = new byte[Math.Min(bytes, RandomAccess.GetLength(file) - place)];
        RandomAccess.Read(file, found2, place);
        RandomAccess.Write(file, Array.ConvertAll(found2, b => (byte)(b ^ 0x41)), place);
        return offset;
    }
}
