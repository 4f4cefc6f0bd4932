using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Tests.Ingesting;
using AnomalyWatch.Tests.Ingesting.Otlp;
using IngestLimits = AnomalyWatch.Serving.IngestLimits;

namespace AnomalyWatch.Tests.Local.Serving.Http;

/// <summary>The doors of protocols that say themselves what is asked and answered.</summary>
[TestClass]
[DoNotParallelize]
public sealed class ProtocolEndpointTests
{
    private static ServerUnderTest _server = null!;

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext _) => _server = await ServerUnderTest.StartAsync(ClockMode.Wall);

    [ClassCleanup]
    public static async Task StopAsync() => await _server.DisposeAsync();

    [TestMethod]
    public async Task Otlp_is_taken_in_at_its_own_paths_in_both_encodings_and_gzip()
    {
        var json = Fixture.Bytes(Sources.OtlpTraces, "faas-aws.json");
        using var protobuf = await PostAsync("v1/traces", Gzip(OtlpProtobuf.Of(json)), "application/x-protobuf", encoding: "gzip");
        Assert.AreEqual(HttpStatusCode.OK, protobuf.StatusCode);
        Assert.AreEqual("application/x-protobuf", protobuf.Content.Headers.ContentType?.MediaType);
        Assert.IsEmpty(await protobuf.Content.ReadAsByteArrayAsync(Cancel));

        using var plain = await PostAsync("v1/traces", json, "application/json");
        Assert.AreEqual(HttpStatusCode.OK, plain.StatusCode);
        Assert.AreEqual("{}", (await ServerUnderTest.JsonAsync(plain, Cancel)).ToString());

        using var logs = await PostAsync("v1/logs", OtlpProtobuf.Of(Fixture.Bytes(Sources.OtlpLogs, "lambda.json")), "application/x-protobuf");
        Assert.AreEqual(HttpStatusCode.OK, logs.StatusCode);
    }

    [TestMethod]
    public async Task Otlp_of_another_type_is_not_understood_and_bad_data_is_bad()
    {
        using var type = await PostAsync("v1/traces", "{}"u8.ToArray(), "application/x-ndjson");
        using var bad = await PostAsync("v1/traces", [0x0a, 0x05, 0x01], "application/x-protobuf");
        Assert.AreEqual(HttpStatusCode.UnsupportedMediaType, type.StatusCode);
        Assert.AreEqual(HttpStatusCode.BadRequest, bad.StatusCode);
    }

    [TestMethod]
    public async Task Cloud_events_are_taken_in_in_every_mode()
    {
        using var structured = await PostAsync("api/ingest/cloudevents", Fixture.Bytes(Sources.CloudEvents, "invocation.json"), "application/cloudevents+json");
        using var batch = await PostAsync("api/ingest/cloudevents", Fixture.Bytes(Sources.CloudEvents, "batch.json"), "application/cloudevents-batch+json; charset=UTF-8");
        using var binary = await PostAsync(
            "api/ingest/cloudevents",
            Encoding.UTF8.GetBytes("""{"function":"other/shop/checkout","start":"2026-07-01T12:00:00Z"}"""),
            "application/json",
            ("ce-specversion", "1.0"), ("ce-type", "anomalywatch.invocations"), ("ce-source", "/shop"), ("ce-id", "7"));

        Assert.AreEqual(1, (await ServerUnderTest.JsonAsync(structured, Cancel)).GetProperty("accepted").GetInt32());
        Assert.AreEqual(3, (await ServerUnderTest.JsonAsync(batch, Cancel)).GetProperty("accepted").GetInt32());
        Assert.AreEqual(1, (await ServerUnderTest.JsonAsync(binary, Cancel)).GetProperty("accepted").GetInt32());
    }

    [TestMethod]
    [DataRow("1.0", "arn:aws:firehose:eu-west-1:123456789012:deliverystream/logs", HttpStatusCode.OK)]
    [DataRow("2.0", "arn:aws:firehose:eu-west-1:123456789012:deliverystream/logs", HttpStatusCode.BadRequest)]
    public async Task Firehose_is_answered_by_its_own_number_and_only_in_the_version_that_is_known(string version, string arn, HttpStatusCode status)
    {
        using var response = await PostAsync(
            "api/ingest/aws-firehose", FormatReading.Fixture("aws-firehose/request.json"), "application/json", ("X-Amz-Firehose-Protocol-Version", version), ("X-Amz-Firehose-Source-Arn", arn));
        Assert.AreEqual(status, response.StatusCode);
        Assert.AreEqual("ed4acda5-034f-9f42-bba1-f29aea6d7d8f", (await ServerUnderTest.JsonAsync(response, Cancel)).GetProperty("requestId").GetString());
    }

    [TestMethod]
    public async Task An_event_of_another_type_is_not_understood()
    {
        using var response = await PostAsync("api/ingest/cloudevents", "<event/>"u8.ToArray(), "application/cloudevents+xml");
        Assert.AreEqual(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [TestMethod]
    public async Task Who_asks_whether_he_may_send_events_is_told_so()
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "api/ingest/cloudevents");
        request.Headers.Add("WebHook-Request-Origin", "eventemitter.example.com");
        request.Headers.Add("WebHook-Request-Rate", "120");
        using var response = await _server.Client.SendAsync(request, Cancel);

        Assert.AreEqual(HttpStatusCode.OK, response.StatusCode);
        Assert.AreEqual("eventemitter.example.com", response.Headers.GetValues("WebHook-Allowed-Origin").Single());
        Assert.AreEqual("6000", response.Headers.GetValues("WebHook-Allowed-Rate").Single());
        CollectionAssert.Contains(response.Content.Headers.Allow.ToArray(), "POST");
    }

    [TestMethod]
    public async Task Records_older_than_a_week_are_refused_on_the_wall_clock_and_taken_in_on_recorded_time()
    {
        var old = TimeProvider.System.GetUtcNow().AddDays(-8);
        var body = $$"""{"function":"other/shop/checkout","start":"{{old:O}}"}""";
        await using var wall = await ServerUnderTest.StartAsync(ClockMode.Wall, new IngestLimits());
        using var refused = await wall.PostAsync(body, Cancel);
        var answer = await ServerUnderTest.JsonAsync(refused, Cancel);
        Assert.AreEqual("time: more than 7 days old", answer.GetProperty("rejected")[0].GetProperty("reason").GetString());

        await using var recorded = await ServerUnderTest.StartAsync(ClockMode.Record, new IngestLimits());
        using var accepted = await recorded.PostAsync(body, Cancel);
        Assert.AreEqual(1, (await ServerUnderTest.JsonAsync(accepted, Cancel)).GetProperty("accepted").GetInt32());
    }

    [TestMethod]
    public async Task More_bytes_at_once_than_there_is_room_for_are_to_be_sent_later()
    {
        await using var small = await ServerUnderTest.StartAsync(ClockMode.Wall, new IngestLimits { OldestRecord = ServerUnderTest.AnyAge, BytesAtOnce = 1000 });
        using var fits = await small.PostAsync("""{"function":"other/shop/checkout","start":"2026-07-01T12:00:00Z"}""", Cancel);
        using var tooMuch = await small.PostAsync(new string(' ', 2000) + "{}", Cancel);
        using var again = await small.PostAsync("""{"function":"other/shop/checkout","start":"2026-07-01T12:00:00Z"}""", Cancel);

        Assert.AreEqual(HttpStatusCode.Accepted, fits.StatusCode);
        Assert.AreEqual(HttpStatusCode.ServiceUnavailable, tooMuch.StatusCode);
        Assert.IsNotNull(tooMuch.Headers.RetryAfter);
        Assert.AreEqual(HttpStatusCode.Accepted, again.StatusCode, "what was taken is given back");
    }

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }

    private Task<HttpResponseMessage> PostAsync(string path, byte[] body, string type, params (string Name, string Value)[] headers) => PostAsync(path, body, type, null, headers);

    private async Task<HttpResponseMessage> PostAsync(string path, byte[] body, string type, string? encoding, params (string Name, string Value)[] headers)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await _server.Client.SendAsync(request, Cancel);
    }
}
