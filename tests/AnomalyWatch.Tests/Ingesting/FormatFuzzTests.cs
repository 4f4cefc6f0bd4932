using System.Diagnostics;
using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Tests.Ingesting.Otlp;

namespace AnomalyWatch.Tests.Ingesting;

/// <summary>Every fixture of every source, damaged at random: no exception escapes, every record is accounted for, and no input takes much time or memory.</summary>
[TestClass]
public sealed class FormatFuzzTests
{
    private const int Ci = 20_000;
    private const int Long = 1_000_000;
    private const string Protobuf = "application/x-protobuf";

    // One collection of garbage on a busy machine is longer than any input takes, so a slow one is tried again before it counts.
    private const int Tries = 5;
    private const double MillisecondsPer100Kilobytes = 50;
    private const long BytesPerInputByte = 400;
    private const long BytesAnyway = 4 * 1024 * 1024;

    private static readonly string[] All =
        [Sources.Invocations, Sources.AzureMonitor, Sources.AwsCloudWatch, Sources.AwsTelemetry, Sources.GcpLogging, Sources.CloudEvents, Sources.OtlpTraces, Sources.OtlpLogs];

    public static IEnumerable<(string Source, string? Type)> Formats =>
        All.Select(source => (source, (string?)null)).Concat([(Sources.OtlpTraces, Protobuf), (Sources.OtlpLogs, Protobuf)]);

    [TestMethod]
    [DynamicData(nameof(Formats))]
    public void Twenty_thousand_damaged_deliveries_do_no_harm(string source, string? type) => Fuzz(source, type, Ci, seed: 11);

    [TestMethod]
    [TestCategory("Long")]
    [DynamicData(nameof(Formats))]
    public void A_million_damaged_deliveries_do_no_harm(string source, string? type) => Fuzz(source, type, Long, seed: 12);

    private static void Fuzz(string source, string? type, int count, int seed)
    {
        var fixtures = Fixture.All(source);
        fixtures = type == Protobuf ? [.. fixtures.Select(json => OtlpProtobuf.Of(json))] : fixtures;
        var random = new Random(seed);
        var (read, records) = (0, 0L);
        for (var i = 0; i < count; i++)
        {
            var body = Damage.Some(fixtures[i % fixtures.Count], fixtures[random.Next(fixtures.Count)], random);
            var result = Watch(new Delivery(source, body, null, Some.Noon, "aws/123456789012/eu-west-1/checkout", type));
            Assert.AreEqual(Math.Min(result.RejectedCount, IngestResult.MaxRejectionsListed), result.Rejections.Count);
            read += result.Status == IngestStatus.Read ? 1 : 0;
            records += result.Records.Count;
        }

        Assert.IsGreaterThan(count / 50, read, "else only the outermost checks were tried");
        Assert.IsGreaterThan(count / 100, records);
    }

    private static IngestResult Watch(Delivery delivery)
    {
        var allowed = MillisecondsPer100Kilobytes * Math.Max(1, delivery.Body.Length / 100_000d);
        for (var attempt = 1; ; attempt++)
        {
            var (memory, begin) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            var result = DeliveryReader.Read(delivery);
            var took = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            Assert.IsLessThan(BytesAnyway + (BytesPerInputByte * delivery.Body.Length), GC.GetAllocatedBytesForCurrentThread() - memory);
            if (took <= allowed)
            {
                return result;
            }

            Assert.IsLessThan(Tries, attempt, $"one input took {took:0} ms again and again");
        }
    }
}
