using AnomalyWatch.EventHubsEmulator.Log;
using static AnomalyWatch.Tests.EventHubsEmulator.Log.LogFolder;

namespace AnomalyWatch.Tests.EventHubsEmulator.Log;

[TestClass]
public sealed class PartitionLogFindTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Every_offset_leads_to_its_record_or_the_next(bool reopened)
    {
        using var folder = new LogFolder();
        await using var log = await FilledAsync(folder, reopened);
        foreach (var record in ReadAll(log).Where(r => r.SequenceNumber % 37 == 0))
        {
            Assert.AreEqual(record.SequenceNumber, log.FindByOffset(record.Offset, inclusive: true));
            Assert.AreEqual(record.SequenceNumber + 1, log.FindByOffset(record.Offset, inclusive: false));
            Assert.AreEqual(record.SequenceNumber + 1, log.FindByOffset(record.Offset + 1, inclusive: true));
        }

        Assert.AreEqual(0, log.FindByOffset(-1, inclusive: false));
        Assert.AreEqual(5000, log.FindByOffset(log.Position.LastOffset, inclusive: false));
        Assert.AreEqual(5000, log.FindByOffset(long.MaxValue, inclusive: false));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Every_time_leads_to_the_first_record_from_then_on(bool reopened)
    {
        using var folder = new LogFolder();
        await using var log = await FilledAsync(folder, reopened);
        for (var second = 0; second < 500; second += 7)
        {
            // Ten records share each second.
            var time = Some.Noon.AddSeconds(second);
            Assert.AreEqual(second * 10, log.FindByTime(time));
            Assert.AreEqual((second + 1) * 10, log.FindByTime(time, inclusive: false));
            Assert.AreEqual((second + 1) * 10, log.FindByTime(time.AddTicks(1)));
            Assert.AreEqual((second + 1) * 10, log.FindByTime(time.AddTicks(1), inclusive: false));
        }

        Assert.AreEqual(0, log.FindByTime(DateTimeOffset.MinValue));
        Assert.AreEqual(5000, log.FindByTime(Some.Noon.AddSeconds(500)));
        Assert.AreEqual(5000, log.FindByTime(DateTimeOffset.MaxValue));
    }

    private static async Task<PartitionLog> FilledAsync(LogFolder folder, bool reopen)
    {
        var log = folder.Open();
        for (var i = 0; i < 5000; i++)
        {
            log.Append(Body(i));
            if (i % 10 == 9)
            {
                folder.Time.Advance(TimeSpan.FromSeconds(1));
            }
        }

        if (!reopen)
        {
            return log;
        }

        await log.DisposeAsync();
        return folder.Open();
    }
}
