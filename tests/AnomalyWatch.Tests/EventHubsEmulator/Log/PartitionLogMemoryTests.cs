using AnomalyWatch.EventHubsEmulator.Log;

namespace AnomalyWatch.Tests.EventHubsEmulator.Log;

[TestClass]
[DoNotParallelize]
public sealed class PartitionLogMemoryTests
{
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public async Task Two_hundred_megabytes_through_a_log_cost_no_more_memory_than_its_cache(bool onDisk)
    {
        using var folder = new LogFolder();
        await using var log = folder.Open(folder.Options with { SegmentBytes = 16 << 20, MemoryBytes = 8 << 20, Folder = onDisk ? folder.Path : null });
        var batch = Enumerable.Range(0, 100).Select(_ => (ReadOnlyMemory<byte>)new byte[1000]).ToArray();
        var into = new LogRecord[100];
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 2000; i++)
        {
            log.AppendBatch(batch);
        }

        // Appending makes next to no garbage: the ring once, a view per batch, the index.
        Assert.IsLessThan(16 << 20, GC.GetAllocatedBytesForCurrentThread() - allocated);
        var from = log.Position.FirstSequenceNumber;
        while (log.Read(from, into, int.MaxValue) is > 0 and var read)
        {
            from += read;
        }

        Array.Clear(into);
        Assert.AreEqual(200_000, from);
        Assert.IsLessThan(16 << 20, GC.GetTotalMemory(forceFullCollection: true) - before);
    }
}
