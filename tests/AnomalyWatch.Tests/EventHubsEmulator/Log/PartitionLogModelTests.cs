using AnomalyWatch.EventHubsEmulator.Log;

namespace AnomalyWatch.Tests.EventHubsEmulator.Log;

/// <summary>Whatever is done to a log, it answers as a plain list would. Seeds are fixed.</summary>
[TestClass]
public sealed class PartitionLogModelTests
{
    private const int Cases = 32;
    private const int Steps = 150;

    [TestMethod]
    public async Task A_log_answers_as_a_list_does()
    {
        for (var seed = 0; seed < Cases; seed++)
        {
            await RunAsync(seed);
        }
    }

    private static async Task RunAsync(int seed)
    {
        using var folder = new LogFolder();
        var random = new Random(seed);
        var options = folder.Options with
        {
            Folder = seed % 4 == 3 ? null : folder.Path,
            SegmentBytes = random.Next(4 << 10, 64 << 10),
            RetainedBytes = seed % 3 == 0 ? 100 << 10 : null,
            RetainedFor = seed % 3 == 1 ? TimeSpan.FromHours(1) : null,
            MemoryBytes = 4 << 20,
            FlushMode = (FlushMode)(seed % 2),
        };
        var list = new List<(DateTimeOffset Time, byte[] Body)>();
        var log = folder.Open(options);
        try
        {
            for (var step = 0; step < Steps; step++)
            {
                switch (random.Next(10))
                {
                    case 0 when options.Folder is not null:
                        await log.DisposeAsync();
                        log = folder.Open(options);
                        Assert.IsEmpty(log.Recovery.Notes);
                        break;
                    case 1:
                        folder.Time.Advance(TimeSpan.FromMilliseconds(random.Next(1, 1_000_000)));
                        break;
                    case 2:
                        log.DropExpired();
                        break;
                    case 3 or 4 or 5 or 6:
                        Append(log, list, random, folder.Time.GetUtcNow());
                        break;
                    default:
                        Compare(log, list, random, $"seed {seed}, step {step}");
                        break;
                }
            }
        }
        finally
        {
            await log.DisposeAsync();
        }
    }

    private static void Append(PartitionLog log, List<(DateTimeOffset Time, byte[] Body)> list, Random random, DateTimeOffset now)
    {
        var batch = new ReadOnlyMemory<byte>[random.Next(1, 20)];
        Assert.HasCount((int)log.Position.LastSequenceNumber + 1, list);
        for (var i = 0; i < batch.Length; i++)
        {
            var body = new byte[random.Next(20) == 0 ? random.Next(100_000) : random.Next(300)];
            random.NextBytes(body);
            batch[i] = body;
        }

        Assert.AreEqual(list.Count, log.AppendBatch(batch));
        list.AddRange(batch.Select(body => (now, body.ToArray())));
    }

    private static void Compare(PartitionLog log, List<(DateTimeOffset Time, byte[] Body)> list, Random random, string where)
    {
        var position = log.Position;
        Assert.AreEqual(list.Count - 1, position.LastSequenceNumber, where);
        var first = (int)position.FirstSequenceNumber;
        var from = random.Next(-1, list.Count + 2);
        var into = new LogRecord[random.Next(1, 40)];
        var most = random.Next(1, 200_000);
        var read = log.Read(from, into, most);

        // The model: from the first retained record on, while the bodies stay within the bytes, but at least one.
        var at = Math.Max(from, first);
        var bytes = 0;
        var expected = 0;
        while (at + expected < list.Count && expected < into.Length && (expected == 0 || bytes + list[at + expected].Body.Length <= most))
        {
            bytes += list[at + expected].Body.Length;
            expected++;
        }

        Assert.AreEqual(expected, read, where);
        for (var i = 0; i < read; i++)
        {
            Assert.AreEqual(at + i, into[i].SequenceNumber, where);
            Assert.AreEqual(list[at + i].Time, into[i].EnqueuedTime, where);
            Assert.IsTrue(into[i].Body.Span.SequenceEqual(list[at + i].Body), where);
            Assert.AreEqual(into[i].SequenceNumber, log.FindByOffset(into[i].Offset, inclusive: true), where);
        }

        if (list.Count > 0)
        {
            var time = list[random.Next(list.Count)].Time.AddMilliseconds(random.Next(-1, 2));
            Assert.AreEqual(Math.Max(first, list.FindIndex(r => r.Time >= time) is >= 0 and var found ? found : list.Count), log.FindByTime(time), where);
        }
    }
}
