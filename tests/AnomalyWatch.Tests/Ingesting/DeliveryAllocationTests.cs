using System.Text;
using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Tests.Ingesting.Otlp;

namespace AnomalyWatch.Tests.Ingesting;

/// <summary>What busy senders send is read into room that is used again, so that the door leaves the collector nothing to do.</summary>
[TestClass]
[DoNotParallelize]
public sealed class DeliveryAllocationTests
{
    private const int MostBytesPerRecord = 64;
    private const int Times = 500;

    [TestMethod]
    public void A_canonical_record_makes_next_to_nothing() =>
        Hold(Sources.Invocations, [.. Each(i => Encoding.UTF8.GetBytes($$"""{"id":"{{i:x8}}-7d34-4a8e-a965-123456789012","function":"aws/123456789012/eu-west-1/checkout","start":"2026-07-01T12:00:00Z","durationMs":12.5,"outcome":"ok"}{{"\n"}}"""))]);

    [TestMethod]
    public void A_report_of_Lambda_makes_next_to_nothing() => Hold(Sources.AwsCloudWatch, [.. Each(i => Encoding.UTF8.GetBytes(Reports(i)))]);

    [TestMethod]
    public void A_span_in_protobuf_makes_next_to_nothing()
    {
        var json = Encoding.UTF8.GetString(FormatReading.Fixture("otlp-traces/faas-aws.json"));
        Hold(Sources.OtlpTraces, [.. Each(i => OtlpProtobuf.Of(Encoding.UTF8.GetBytes(json.Replace("8b1c7d3e-", $"{i:x8}-", StringComparison.Ordinal))))], "application/x-protobuf");
    }

    private static IEnumerable<byte> Each(Func<int, byte[]> part) => Enumerable.Range(0, Times).SelectMany(part);

    private static string Reports(int document)
    {
        var events = Enumerable.Range(0, 20).Select(i =>
            $$"""{"id":"{{i}}","timestamp":1782907200000,"message":"REPORT RequestId: {{document:x8}}-7d34-4a8e-a965-{{i:x12}}\tDuration: 812.50 ms\tBilled Duration: 813 ms\tMemory Size: 128 MB\tMax Memory Used: 71 MB\t\n"}""");
        return $$"""{"messageType":"DATA_MESSAGE","owner":"123456789012","logGroup":"/aws/lambda/checkout","logStream":"2026/07/01/[$LATEST]1f6a","logEvents":[{{string.Join(',', events)}}]}""";
    }

    private static void Hold(string source, byte[] body, string? contentType = null)
    {
        var delivery = new Delivery(source, body, ContentEncoding: null, Some.Noon, ContentType: contentType);
        var records = Read(delivery);
        Assert.IsGreaterThanOrEqualTo(Times, records);
        Read(delivery);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Read(delivery);
        Assert.IsLessThan((long)MostBytesPerRecord * records, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static int Read(Delivery delivery)
    {
        var result = DeliveryReader.Read(delivery);
        Assert.AreEqual((IngestStatus.Read, 0), (result.Status, result.RejectedCount));
        var records = result.Records.Count;
        result.Release();
        return records;
    }
}
