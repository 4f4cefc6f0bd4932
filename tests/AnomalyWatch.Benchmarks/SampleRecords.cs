using System.Text;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Benchmarks;

/// <summary>Records like those of a busy function.</summary>
internal static class SampleRecords
{
    private static readonly DateTimeOffset Begin = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>One canonical record of 300 bytes.</summary>
    public static byte[] Json { get; } = Encoding.UTF8.GetBytes(
        """{"id":"6f7f0961-f834-4211-8a7a-f6fe80b88d56","function":"aws/123456789012/eu-west-1/checkout","start":"2026-07-01T12:00:00.1234567Z","durationMs":812.5,"outcome":"ok","statusCode":200,"trigger":"http","memoryMb":71,"memoryLimitMb":128,"version":"42","caller":{"principal":"orders-api","ip":"203.0.113.9"}}""");

    /// <summary>As many records as asked for, each with an id and a time of its own.</summary>
    public static TelemetryRecord[] Make(int count)
    {
        CanonicalJson.TryRead(Json, out var record, out _);
        return [.. Enumerable.Range(0, count).Select(i => new TelemetryRecord(record.Invocation with
        {
            Id = RecordId.From($"{i:x32}"),
            Start = Begin.AddMilliseconds(i * 50),
        }))];
    }
}
