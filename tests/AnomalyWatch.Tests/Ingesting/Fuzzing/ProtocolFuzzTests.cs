using System.Diagnostics;
using System.Globalization;
using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Tests.Ingesting.Otlp;

namespace AnomalyWatch.Tests.Ingesting.Fuzzing;

/// <summary>The fixtures of our own format and of the open protocols, damaged at random, binary ones too: no exception escapes, every record is accounted for, and no input takes much time or memory.</summary>
[TestClass]
public sealed class ProtocolFuzzTests
{
    private const string Protobuf = "application/x-protobuf";
    private const double MillisecondsPer100Kilobytes = 50;

    // One collection of garbage on a busy machine is longer than any input takes, so a slow one is tried again before it counts.
    private const int Tries = 5;
    private const long BytesPerInputByte = 400;
    private const long BytesAnyway = 1024 * 1024;

    public required TestContext TestContext { get; set; }

    public static IEnumerable<(string Source, string? Type)> Formats =>
    [
        (Sources.Invocations, null), (Sources.CloudEvents, null), (Sources.OtlpTraces, null), (Sources.OtlpTraces, Protobuf), (Sources.OtlpLogs, null), (Sources.OtlpLogs, Protobuf),
    ];

    [TestMethod]
    [DynamicData(nameof(Formats))]
    public void Twenty_thousand_damaged_deliveries_do_no_harm(string source, string? type) => Fuzz(source, type, 20_000, seed: 11);

    [TestMethod]
    [TestCategory("Long")]
    [DynamicData(nameof(Formats))]
    public void A_million_damaged_deliveries_do_no_harm(string source, string? type) => Fuzz(source, type, 1_000_000, seed: 12);

    private void Fuzz(string source, string? type, int count, int seed)
    {
        var fixtures = Fixture.All(source);
        fixtures = type == Protobuf ? [.. fixtures.Select(json => OtlpProtobuf.Of(json))] : fixtures;
        var random = new Random(seed);
        var (refused, records, largest, most, slowest) = (0, 0L, 0, 0L, 0d);
        for (var i = 0; i < count; i++)
        {
            var body = Damage.Some(fixtures[i % fixtures.Count], fixtures[random.Next(fixtures.Count)], random);
            var (result, allocated, took) = Watch(new Delivery(source, body, null, Some.Noon, "aws/123456789012/eu-west-1/checkout", type));
            Assert.AreEqual(Math.Min(result.RejectedCount, IngestResult.MaxRejectionsListed), result.Rejections.Count);
            refused += result.Status == IngestStatus.Read ? 0 : 1;
            records += result.Records.Count;
            (largest, most, slowest) = (Math.Max(largest, body.Length), Math.Max(most, allocated), Math.Max(slowest, took));
        }

        TestContext.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {source}{(type is null ? "" : " (protobuf)")} | {count:N0} | {records:N0} | {refused:N0} | {largest:N0} | {most:N0} | {slowest:0.0} |"));

        // Else only the outermost checks were tried.
        Assert.IsGreaterThan(count / 50, count - refused);
        Assert.IsGreaterThan(count / 100, records);
    }

    private static (IngestResult Result, long Allocated, double Milliseconds) Watch(Delivery delivery)
    {
        var allowed = MillisecondsPer100Kilobytes * Math.Max(1, delivery.Body.Length / 100_000d);
        for (var attempt = 1; ; attempt++)
        {
            var (memory, begin) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
            var result = DeliveryReader.Read(delivery);
            var took = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
            var allocated = GC.GetAllocatedBytesForCurrentThread() - memory;
            Assert.IsLessThan(BytesAnyway + (BytesPerInputByte * delivery.Body.Length), allocated);
            if (took <= allowed)
            {
                return (result, allocated, took);
            }

            Assert.IsLessThan(Tries, attempt, $"one input took {took:0} ms again and again");
        }
    }
}
