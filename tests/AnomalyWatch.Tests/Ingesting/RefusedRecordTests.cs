using System.IO.Compression;
using System.Text;
using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Tests.Ingesting.Otlp;

namespace AnomalyWatch.Tests.Ingesting;

/// <summary>What is refused is kept in such a form that the same source can read it by itself.</summary>
[TestClass]
public sealed class RefusedRecordTests
{
    private const string Good = """{"function":"azure/sub/shop/checkout","start":"2026-07-01T12:00:00Z","durationMs":12}""";
    private const string Bad = """{"function":"azure/sub/shop/checkout","start":"yesterday"}""";
    private const string GoodEntry = """{"logName":"projects/p/logs/run.googleapis.com%2Frequests","resource":{"type":"cloud_run_revision","labels":{"project_id":"p","location":"l","service_name":"s"}},"timestamp":"2026-07-01T12:00:00Z","httpRequest":{"status":200,"latency":"0.1s"}}""";
    private const string QuotedRequest = """
        "{\"category\":\"AppRequests\"}"
        """;
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
    [DataRow(Sources.AwsCloudTrail, """{"Records":[{"eventVersion":"7.0"},{"eventVersion":"1.08","eventCategory":"Insight"}]}""", 1, """{"Records":[{"eventVersion":"7.0"}]}""")]
    [DataRow(Sources.AwsCloudTrail, """[{"eventVersion":"7.0"},{"detail-type":"AWS Health Event"}]""", 1, """{"eventVersion":"7.0"}""")]
    [DataRow(Sources.AwsCloudTrail, """[{"detail-type":"AWS API Call via CloudTrail","detail":7},{"detail-type":"AWS Health Event"}]""", 1, """{"detail-type":"AWS API Call via CloudTrail","detail":7}""")]
    [DataRow(Sources.AwsFirehose, """{"requestId":"r","records":[{"data":"e30="},{"data":"*"},{"data":"eyJtZXNzYWdlVHlwZSI6IkNPTlRST0xfTUVTU0FHRSJ9"}]}""", 2, """{"records":[{"data":"e30="}]}""")]
    [DataRow(Sources.AzureMonitor, "{\"records\":[{\"category\":\"Other\"}," + QuotedRequest + "]}", 1, QuotedRequest)]
    [DataRow(Sources.GcpLogging, "[" + GoodEntry + """,{"message":{"messageId":"1","data":"e30="}}]""", 1, """{"message":{"messageId":"1","data":"e30="}}""")]
    [DataRow(Sources.CloudEvents, """[{"specversion":"1.0","type":"foreign","source":"/s","id":"1"},{"specversion":"1.0","type":"anomalywatch.invocations","source":"/s","id":"2","data":[1,2]}]""", 1, """{"specversion":"1.0","type":"anomalywatch.invocations","source":"/s","id":"2","data":[1,2]}""")]
    [DataRow(Sources.OtlpTraces, """{"resourceSpans":[7,{"scopeSpans":[{"spans":[{"kind":1}]}]}]}""", 1, """{"resourceSpans":[7]}""")]
    [DataRow(Sources.OtlpTraces, """{"resourceSpans":[{"resource":{"attributes":[]},"scopeSpans":[7,{"spans":[{"kind":1}]}]}]}""", 1, """{"resourceSpans":[{"resource":{"attributes":[]},"scopeSpans":[7]}]}""")]
    [DataRow(Sources.OtlpTraces, """{"resourceSpans":[{"resource":{"attributes":[{"key":"faas.name","value":{"stringValue":"f"}}]},"scopeSpans":[{"scope":{},"spans":[{"kind":1},{"kind":2}]}]}]}""", 1, """{"resourceSpans":[{"resource":{"attributes":[{"key":"faas.name","value":{"stringValue":"f"}}]},"scopeSpans":[{"spans":[{"kind":2}]}]}]}""")]
    [DataRow(Sources.OtlpLogs, """{"resourceLogs":[{"scopeLogs":[{"logRecords":[{},8]}]}]}""", 1, """{"resourceLogs":[{"resource":{},"scopeLogs":[{"logRecords":[8]}]}]}""")]
    public void A_refused_record_is_kept_within_what_its_source_can_read_alone(string source, string body, int kept, string expected)
    {
        var result = Read(source, body);

        Assert.AreEqual(IngestStatus.Read, result.Status);
        Assert.HasCount(kept, result.Refused);
        Assert.AreEqual(expected, Encoding.UTF8.GetString(result.Refused[0].Utf8.Span));
        var alone = Read(source, expected);
        Assert.AreEqual(IngestStatus.Malformed, alone.Status);
        Assert.AreEqual(result.Refused[0].Reason, alone.Rejections[0].Reason.Split(" (byte")[0], "By itself it is refused for the same cause.");
    }

    [TestMethod]
    public void A_refused_span_in_protobuf_is_kept_as_a_request_with_its_resource_and_several_are_one_request()
    {
        const string Resource = """{"attributes":[{"key":"cloud.provider","value":{"stringValue":"aws"}}]}""";
        const string Span = """{"kind":2,"startTimeUnixNano":"1782907200000000000","endTimeUnixNano":"1782907200000000001","attributes":[{"key":"faas.trigger","value":{"stringValue":"http"}}""";
        var json = "{\"resourceSpans\":[{\"resource\":" + Resource + ",\"scopeSpans\":[{\"spans\":["
            + Span + "]}," + Span + ",{\"key\":\"faas.name\",\"value\":{\"stringValue\":\"good\"}}]}," + Span + "]}]}]}]}";

        var result = ReadSpans(OtlpProtobuf.Of(Encoding.UTF8.GetBytes(json)));

        Assert.AreEqual((1, 2), (result.Records.Count, result.Refused.Count));
        var alone = ReadSpans(result.Refused[0].Utf8);
        Assert.AreEqual((IngestStatus.Malformed, 1), (alone.Status, alone.RejectedCount));
        Assert.AreEqual(result.Refused[0].Reason, alone.Rejections[0].Reason.Split(" (byte")[0]);
        Assert.AreEqual(2, ReadSpans((byte[])[.. result.Refused[0].Utf8.Span, .. result.Refused[1].Utf8.Span]).RejectedCount);
    }

    [TestMethod]
    public void A_log_event_that_Firehose_brought_is_kept_as_a_request_of_its_own()
    {
        var document = $$"""{"messageType":"DATA_MESSAGE","owner":"123456789012","logGroup":"/aws/lambda/checkout","logStream":"s","logEvents":[{"message":"plain"},{{Deep}}]}""";
        var refused = Assert.ContainsSingle(Read(Sources.AwsFirehose, "{\"requestId\":\"r\",\"records\":[{\"data\":\"" + Convert.ToBase64String(Gzip(document)) + "\"}]}").Refused);

        var alone = Read(Sources.AwsFirehose, Encoding.UTF8.GetString(refused.Utf8.Span));
        Assert.AreEqual((IngestStatus.Malformed, 1), (alone.Status, alone.RejectedCount));
        StringAssert.StartsWith(alone.Rejections[0].Reason, refused.Reason);
    }

    [TestMethod]
    public void An_event_in_the_binary_mode_is_kept_in_the_structured_one()
    {
        var headers = new Dictionary<string, string> { ["ce-specversion"] = "1.0", ["ce-type"] = "anomalywatch.invocations", ["ce-source"] = "/s", ["ce-id"] = "a%20b" };
        var delivery = new Delivery(Sources.CloudEvents, Encoding.UTF8.GetBytes(Good + "\n" + Bad), null, Some.Noon, Attributes: headers);
        var first = DeliveryReader.Read(delivery);

        var again = Read(Sources.CloudEvents, Encoding.UTF8.GetString(Assert.ContainsSingle(first.Refused).Utf8.Span));

        Assert.AreEqual((1, 1), (again.Records.Count, again.RejectedCount));
        Assert.AreEqual(first.Records[0], again.Records[0], "The sound record has the same id, so that it counts once.");
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

    private static IngestResult ReadSpans(ReadOnlyMemory<byte> body) =>
        DeliveryReader.Read(new Delivery(Sources.OtlpTraces, body, ContentEncoding: null, Some.Noon, ContentType: "application/x-protobuf"));

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
