using AnomalyWatch.EventHubsEmulator.Log;
using Microsoft.Extensions.Time.Testing;

namespace AnomalyWatch.Tests.EventHubsEmulator.Log;

/// <summary>A folder for one log, gone with the test, and what tests do with logs again and again.</summary>
internal sealed class LogFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("partition-log-").FullName;

    public FakeTimeProvider Time { get; } = new(Some.Noon);

    public PartitionLogOptions Options => new() { Folder = Path, SegmentBytes = 64 << 10, RetainedBytes = null, RetainedFor = null, FlushMode = FlushMode.Never };

    /// <summary>The segment files, oldest first.</summary>
    public IReadOnlyList<string> Segments => [.. Directory.GetFiles(Path, "*.log").Order(StringComparer.Ordinal)];

    public PartitionLog Open() => Open(Options);

    public PartitionLog Open(PartitionLogOptions options) => PartitionLog.Open(options, Time);

    /// <summary>A body that tells its number, of a length that differs from its neighbours'.</summary>
    public static byte[] Body(long number, int bytes = 40)
    {
        var body = new byte[bytes + (number % 7)];
        new Random((int)number).NextBytes(body);
        return body;
    }

    public static void AppendBodies(PartitionLog log, int count, int bytes = 40)
    {
        for (var i = 0; i < count; i++)
        {
            log.Append(Body(log.Position.LastSequenceNumber + 1, bytes));
        }
    }

    /// <summary>All that can be read, in small reads.</summary>
    public static List<LogRecord> ReadAll(PartitionLog log, long from = 0, int atOnce = 16)
    {
        var all = new List<LogRecord>();
        var some = new LogRecord[atOnce];
        while (log.Read(from, some, 1 << 20) is > 0 and var read)
        {
            all.AddRange(some.AsSpan(0, read));
            from = some[read - 1].SequenceNumber + 1;
        }

        return all;
    }

    /// <summary>Asserts that exactly the bodies of these numbers can be read, in this order.</summary>
    public static void AssertHolds(PartitionLog log, IEnumerable<long> numbers, int bytes = 40, string? because = null)
    {
        var read = ReadAll(log);
        CollectionAssert.AreEqual(numbers.ToArray(), read.Select(r => r.SequenceNumber).ToArray(), because);
        foreach (var record in read)
        {
            Assert.IsTrue(record.Body.Span.SequenceEqual(Body(record.SequenceNumber, bytes)), $"Body of {record.SequenceNumber}. {because}");
        }
    }

    public static IEnumerable<long> Numbers(long from, long to)
    {
        for (var number = from; number <= to; number++)
        {
            yield return number;
        }
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
