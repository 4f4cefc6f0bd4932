using System.Net;
using System.Text;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Serving;
using AnomalyWatch.Tests.Ingesting;

namespace AnomalyWatch.Tests.Local.Serving.Http;

[TestClass]
[DoNotParallelize]
public sealed class IngestEndpointTests
{
    private const string Good = """{"function":"azure/sub/shop/checkout","start":"2026-07-01T12:00:00Z","durationMs":12}""";

    private static ServerUnderTest _server = null!;

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext _) => _server = await ServerUnderTest.StartAsync(ClockMode.Wall);

    [ClassCleanup]
    public static async Task StopAsync() => await _server.DisposeAsync();

    [TestCleanup]
    public async Task The_process_is_healthy_afterwards()
    {
        Assert.AreEqual("alive", (await _server.GetAsync("healthz", Cancel)).GetProperty("status").GetString());
        Assert.AreEqual("ready", (await _server.GetAsync("readyz", Cancel)).GetProperty("status").GetString());
    }

    [TestMethod]
    public async Task Good_records_are_accepted_and_bad_ones_among_them_named()
    {
        using var response = await _server.PostAsync(Good + "\nnot a record\n" + Good, Cancel);

        Assert.AreEqual(HttpStatusCode.Accepted, response.StatusCode);
        var body = await ServerUnderTest.JsonAsync(response, Cancel);
        Assert.AreEqual(2, body.GetProperty("accepted").GetInt32());
        Assert.AreEqual(0, body.GetProperty("notInvocations").GetInt32());
        Assert.AreEqual(1, body.GetProperty("rejectedCount").GetInt32());
        Assert.AreEqual(1, body.GetProperty("rejected")[0].GetProperty("index").GetInt32());
    }

    [TestMethod]
    [DataRow("""{"function":"azure/sub/shop/checkout","start":"2026""", DisplayName = "truncated JSON")]
    [DataRow("""{"function":"azure/sub/shop/checkout","start":"2026-07-01T12:00:00Z","durationMs":NaN}""", DisplayName = "NaN")]
    [DataRow("""{"function":"azure/sub/shop/checkout","start":"1601-01-01T00:00:00Z"}""", DisplayName = "a date in 1601")]
    [DataRow("""{"function":"azure/sub/shop/checkout","start":"2500-01-01T00:00:00Z"}""", DisplayName = "a date in 2500")]
    public async Task Where_nothing_can_be_read_the_reply_says_at_which_byte(string body)
    {
        using var response = await _server.PostAsync(body, Cancel);

        Assert.AreEqual(HttpStatusCode.BadRequest, response.StatusCode);
        StringAssert.Contains((await ServerUnderTest.JsonAsync(response, Cancel)).GetProperty("error").GetString()!, "byte ");
    }

    [TestMethod]
    public async Task Nesting_of_ten_thousand_levels_is_refused()
    {
        using var response = await _server.PostAsync(new string('[', 10_000) + new string(']', 10_000), Cancel);
        Assert.AreEqual(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [TestMethod]
    public async Task Invalid_utf8_is_refused()
    {
        byte[] body = [.. """{"function":"azure/sub/shop/"""u8, 0xC3, 0x28, .. "\",\"start\":\"2026-07-01T12:00:00Z\"}"u8];
        using var response = await _server.PostAsync(body, Cancel);
        Assert.AreEqual(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [TestMethod]
    public async Task What_is_called_gzip_and_is_not_is_refused()
    {
        using var response = await _server.PostAsync(Encoding.UTF8.GetBytes("this is no gzip"), Cancel, encoding: "gzip");
        Assert.AreEqual(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [TestMethod]
    [DataRow("zstd", HttpStatusCode.UnsupportedMediaType)]
    [DataRow("identity", HttpStatusCode.Accepted)]
    public async Task An_encoding_is_undone_or_named(string encoding, HttpStatusCode status)
    {
        using var response = await _server.PostAsync(Encoding.UTF8.GetBytes(Good), Cancel, encoding: encoding);
        Assert.AreEqual(status, response.StatusCode);
    }

    [TestMethod]
    public async Task A_function_can_be_named_beside_the_body()
    {
        const string Report = """[{"time":"2026-07-01T12:00:00.000Z","type":"platform.report","record":{"requestId":"8b1c7d3e-0000-4000-8000-000000000001","metrics":{"durationMs":12.5,"billedDurationMs":13,"memorySizeMB":128,"maxMemoryUsedMB":60},"status":"success"}}]""";
        using var named = await _server.PostAsync(Encoding.UTF8.GetBytes(Report), Cancel, "aws-telemetry?function=aws/123456789012/eu-west-1/checkout", "application/json");
        using var misnamed = await _server.PostAsync(Encoding.UTF8.GetBytes(Report), Cancel, "aws-telemetry?function=%00", "application/json");

        Assert.AreEqual(HttpStatusCode.Accepted, named.StatusCode);
        Assert.AreEqual(1, (await ServerUnderTest.JsonAsync(named, Cancel)).GetProperty("accepted").GetInt32());
        Assert.AreEqual(HttpStatusCode.BadRequest, misnamed.StatusCode);
    }

    [TestMethod]
    public async Task Firehose_is_answered_as_it_asks()
    {
        using var response = await _server.PostAsync(FormatReading.Fixture("aws-firehose/request.json"), Cancel, "aws-firehose", "application/json");
        var body = await ServerUnderTest.JsonAsync(response, Cancel);

        Assert.AreEqual(HttpStatusCode.OK, response.StatusCode);
        Assert.AreEqual("ed4acda5-034f-9f42-bba1-f29aea6d7d8f", body.GetProperty("requestId").GetString());
        Assert.IsGreaterThan(0, body.GetProperty("timestamp").GetInt64());
    }

    [TestMethod]
    public async Task A_pushed_message_that_cannot_be_read_is_not_asked_for_again()
    {
        const string Push = """{"message":{"data":"AQIDBA==","messageId":"1"},"subscription":"projects/p/subscriptions/s"}""";
        using var response = await _server.PostAsync(Encoding.UTF8.GetBytes(Push), Cancel, "gcp-logging", "application/json");

        Assert.AreEqual(HttpStatusCode.Accepted, response.StatusCode);
        Assert.AreEqual(1, (await ServerUnderTest.JsonAsync(response, Cancel)).GetProperty("rejectedCount").GetInt32());
    }

    [TestMethod]
    public async Task A_source_that_does_not_exist_is_not_found()
    {
        using var response = await _server.PostAsync(Good, Cancel, "nowhere");
        Assert.AreEqual(HttpStatusCode.NotFound, response.StatusCode);
        Assert.AreEqual("There is no such source.", (await ServerUnderTest.JsonAsync(response, Cancel)).GetProperty("error").GetString());
    }

    [TestMethod]
    [DataRow("text/plain")]
    [DataRow("application/x-www-form-urlencoded")]
    [DataRow("multipart/form-data; boundary=x")]
    [DataRow("application/json; charset=utf-16")]
    public async Task Types_that_a_web_page_may_post_anywhere_and_unknown_ones_are_refused(string type)
    {
        using var response = await _server.PostAsync(Encoding.UTF8.GetBytes(Good), Cancel, type: type);
        Assert.AreEqual(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [TestMethod]
    public async Task A_body_without_a_type_is_refused()
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Good));
        using var response = await _server.Client.PostAsync(new Uri("api/ingest/invocations", UriKind.Relative), content, Cancel);
        Assert.AreEqual(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [TestMethod]
    [DataRow(false, DisplayName = "with its length")]
    [DataRow(true, DisplayName = "in chunks")]
    public async Task A_body_of_forty_megabytes_is_too_large(bool inChunks)
    {
        using var content = new ByteArrayContent(new byte[40 * 1024 * 1024]);
        content.Headers.ContentType = new("application/x-ndjson");
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/ingest/invocations") { Content = content };
        request.Headers.TransferEncodingChunked = inChunks;

        using var response = await _server.Client.SendAsync(request, Cancel);

        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        StringAssert.Contains((await ServerUnderTest.JsonAsync(response, Cancel)).GetProperty("error").GetString()!, "20971520");
    }

    [TestMethod]
    public async Task Too_many_at_once_are_told_when_to_come_back()
    {
        await using var slow = await ServerUnderTest.StartAsync(ClockMode.Wall, new IngestLimits { DeliveriesPerSecond = 1, Burst = 1 });
        using var first = await slow.PostAsync(Good, Cancel);
        using var second = await slow.PostAsync(Good, Cancel);

        Assert.AreEqual(HttpStatusCode.Accepted, first.StatusCode);
        Assert.AreEqual(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.IsGreaterThanOrEqualTo(TimeSpan.FromSeconds(1), second.Headers.RetryAfter!.Delta!.Value);
    }

    [TestMethod]
    public async Task While_the_stages_cannot_keep_up_nothing_more_is_let_in()
    {
        await using var full = await ServerUnderTest.StartAsync(ClockMode.Wall, new IngestLimits { UnreadBytes = -1 });
        using var response = await full.PostAsync(Good, Cancel);

        Assert.AreEqual(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.IsNotNull(response.Headers.RetryAfter);
    }
}
