using System.IO.Compression;
using System.Text;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Ingesting;

/// <summary>What is refused is kept in such a form that the same source can read it by itself.</summary>
[TestClass]
public sealed class RefusedRecordTests
{
    private const string Good = """{"function":"azure/sub/shop/checkout","start":"2026-07-01T12:00:00Z","durationMs":12}""";
    private const string Bad = """{"function":"azure/sub/shop/checkout","start":"yesterday"}""";
    private const string GoodEntry = """{"logName":"projects/p/logs/run.googleapis.com%2Frequests","resource":{"type":"cloud_run_revision","labels":{"project_id":"p","location":"l","service_name":"s"}},"timestamp":"2026-07-01T12:00:00Z","httpRequest":{"status":200,"latency":"0.1s"}}""";
    private const string DeepEvent = """{"timestamp":1782907200000,"message":"REPORT RequestId: 8b1c7d3e-0000-4000-8000-000000000001 Duration: 1e400 ms","x":""";

    private static readonly string Deep = DeepEvent + new string('[', 70) + new string(']', 70) + "}";

    [TestMethod]
    [DataRow(Sources.Invocations, Good + "\n" + Bad, Bad)]
    [DataRow(Sources.Invocations, Good + "\n{broken\n" + Good, "{broken")]
    [DataRow(Sources.Invocations, "[" + Good + "," + Bad + ",7]", Bad)]
    [DataRow(Sources.GcpLogging, "[" + GoodEntry + """,{"logName":7}]""", """{"logName":7}""")]
    [DataRow(Sources.AzureMonitor, """{"records":[{"category":"Other"},8]}""", "8")]
    [DataRow(Sources.AwsTelemetry, """[{"type":"function","record":"x"},9]""", "9")]
    public void The_bytes_of_a_refused_record_are_those_of_the_record(string source, string body, string expected)
    {
        var result = Read(source, body);

        Assert.AreEqual(IngestStatus.Read, result.Status);
        Assert.HasCount(result.RejectedCount, result.Refused);
        Assert.AreEqual(expected, Encoding.UTF8.GetString(result.Refused[0].Utf8.Span));
        Assert.AreEqual(IngestStatus.Malformed, Read(source, expected).Status, "By itself it is refused for the same cause.");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_refused_log_event_keeps_the_account_and_the_group_that_its_document_tells(bool isWrapped)
    {
        var document = $$"""{"messageType":"DATA_MESSAGE","owner":"123456789012","logGroup":"/aws/lambda/checkout","logStream":"s","logEvents":[{"message":"plain"},{{Deep}}]}""";
        var body = isWrapped ? "{\"awslogs\":{\"data\":\"" + Convert.ToBase64String(Gzip(document)) + "\"}}" : document;

        var refused = Assert.ContainsSingle(Read(Sources.AwsCloudWatch, body).Refused);

        var text = Encoding.UTF8.GetString(refused.Utf8.Span);
        StringAssert.Contains(text, "123456789012");
        StringAssert.Contains(text, "/aws/lambda/checkout");
        Assert.IsFalse(text.Contains("plain", StringComparison.Ordinal));
        Assert.AreEqual(refused.Reason, Assert.ContainsSingle(Read(Sources.AwsCloudWatch, text + "\n" + document).Refused.Take(1)).Reason);
    }

    [TestMethod]
    public void The_name_that_another_event_of_the_delivery_told_goes_with_the_refused_ones()
    {
        const string Init = """{"time":"2026-07-01T12:00:00.000Z","type":"platform.initStart","record":{"functionName":"checkout"}}""";
        Assert.AreEqual("aws/unknown/unknown/checkout", Read(Sources.AwsTelemetry, $"[{Init},9]").Function);
    }

    [TestMethod]
    public void All_that_are_refused_are_kept_though_only_some_are_listed()
    {
        var result = Read(Sources.Invocations, Good + "\n" + string.Join('\n', Enumerable.Repeat(Bad, 1000)));
        Assert.AreEqual((IngestResult.MaxRejectionsListed, 1000), (result.Rejections.Count, result.Refused.Count));
    }

    [TestMethod]
    public void A_delivery_of_which_too_much_would_have_to_be_wrapped_is_too_large()
    {
        var events = string.Join(',', Enumerable.Repeat("7", 2000));
        var body = $$"""{"messageType":"DATA_MESSAGE","owner":"{{new string('o', 50_000)}}","logGroup":"g","logEvents":[{"message":"plain"},{{events}}]}""";
        Assert.AreEqual(IngestStatus.TooLarge, Read(Sources.AwsCloudWatch, body).Status);
    }

    private static IngestResult Read(string source, string body) =>
        DeliveryReader.Read(new Delivery(source, Encoding.UTF8.GetBytes(body), ContentEncoding: null, Some.Noon));

    private static byte[] Gzip(string text)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
