using System.Net;
using System.Text.Json;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Local.Serving.Http;

[TestClass]
[DoNotParallelize]
public sealed class QuarantineEndpointsTests
{
    private const string Good = """{"function":"azure/sub/shop/checkout","start":"2026-07-01T12:00:00Z","durationMs":12}""";
    private const string Secret = "<script>hunter2</script>";

    private static ServerUnderTest _server = null!;

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext _) => _server = await ServerUnderTest.StartAsync(ClockMode.Wall);

    [ClassCleanup]
    public static async Task StopAsync() => await _server.DisposeAsync();

    [TestMethod]
    public async Task What_cannot_be_read_is_listed_without_its_bytes_sent_as_a_file_tried_again_and_thrown_away()
    {
        using var taken = await _server.PostAsync($$"""{"function":"{{Secret}}","start":"{{Secret}}"}""" + "\n" + Good, Cancel);
        Assert.AreEqual(HttpStatusCode.Accepted, taken.StatusCode);

        var item = await NewestAsync();
        Assert.AreEqual(("records", "invocations", 0), (item.GetProperty("form").GetString(), item.GetProperty("source").GetString(), item.GetProperty("attempts").GetInt32()));
        Assert.IsFalse(item.GetRawText().Contains("hunter2", StringComparison.Ordinal));
        var path = "api/quarantine/" + item.GetProperty("id").GetString();

        using var bytes = await _server.Client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        Assert.Contains(Secret, System.Text.Encoding.UTF8.GetString(await bytes.Content.ReadAsByteArrayAsync(Cancel)));
        Assert.AreEqual("application/octet-stream", bytes.Content.Headers.ContentType!.ToString());
        Assert.AreEqual("attachment", bytes.Content.Headers.ContentDisposition!.DispositionType);
        Assert.AreEqual("nosniff", bytes.Headers.GetValues("X-Content-Type-Options").Single());
        StringAssert.Contains(bytes.Headers.GetValues("Content-Security-Policy").Single(), "sandbox");

        using var retried = await _server.Client.PostAsync(new Uri(path + "/retry", UriKind.Relative), content: null, Cancel);
        var result = await ServerUnderTest.JsonAsync(retried, Cancel);
        Assert.AreEqual((false, 0, 1), (result.GetProperty("removed").GetBoolean(), result.GetProperty("accepted").GetInt32(), result.GetProperty("left").GetProperty("attempts").GetInt32()));

        using var deleted = await _server.Client.DeleteAsync(new Uri(path, UriKind.Relative), Cancel);
        Assert.AreEqual(HttpStatusCode.NoContent, deleted.StatusCode);
        using var gone = await _server.Client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        Assert.AreEqual(HttpStatusCode.NotFound, gone.StatusCode);
        lock (_server.Said)
        {
            Assert.IsFalse(_server.Said.Any(line => line.Contains("hunter2", StringComparison.Ordinal)));
        }
    }

    [TestMethod]
    public async Task A_delivery_that_is_malformed_is_refused_and_kept()
    {
        using var refused = await _server.PostAsync("""{"function":"azure/sub/shop/malformed",""", Cancel, "gcp-logging");
        Assert.AreEqual(HttpStatusCode.BadRequest, refused.StatusCode);

        var item = await NewestAsync();

        Assert.AreEqual(("delivery", "gcp-logging", "application/x-ndjson"), (item.GetProperty("form").GetString(), item.GetProperty("source").GetString(), item.GetProperty("contentType").GetString()));
        StringAssert.Contains(item.GetProperty("reason").GetString(), "byte ");
    }

    [TestMethod]
    public async Task Pages_lead_to_each_other_and_the_number_is_among_the_counters()
    {
        foreach (var number in Enumerable.Range(0, 3))
        {
            using var refused = await _server.PostAsync($"{{page {number}", Cancel);
        }

        var first = await _server.GetAsync("api/quarantine?limit=1", Cancel);
        var second = await _server.GetAsync("api/quarantine?limit=1&cursor=" + first.GetProperty("next").GetString(), Cancel);

        Assert.AreNotEqual(first.GetProperty("items")[0].GetRawText(), second.GetProperty("items")[0].GetRawText());
        Assert.IsGreaterThanOrEqualTo(3, first.GetProperty("count").GetInt32());
        Assert.AreEqual(0, first.GetProperty("dropped").GetProperty("items").GetInt32());
        var counted = (await _server.GetAsync("api/stats", Cancel)).GetProperty("instruments").GetProperty("anomalywatch.quarantine.items").GetProperty("total").GetInt32();
        Assert.AreEqual(first.GetProperty("count").GetInt32(), counted);
    }

    [TestMethod]
    [DataRow("api/quarantine?limit=0", HttpStatusCode.BadRequest)]
    [DataRow("api/quarantine?limit=1001", HttpStatusCode.BadRequest)]
    [DataRow("api/quarantine?cursor=a&cursor=b", HttpStatusCode.BadRequest)]
    [DataRow("api/quarantine?cursor=%00%3Cscript%3E", HttpStatusCode.OK)]
    [DataRow("api/quarantine/0123", HttpStatusCode.NotFound)]
    [DataRow("api/quarantine/..%2Flosses.json", HttpStatusCode.NotFound)]
    [DataRow("api/quarantine/0123456789abcdef0123456789abcdef", HttpStatusCode.NotFound)]
    public async Task What_makes_no_sense_is_answered_as_such(string path, HttpStatusCode status)
    {
        using var response = await _server.Client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        Assert.AreEqual(status, response.StatusCode);
    }

    [TestMethod]
    public async Task A_page_of_another_site_can_neither_retry_nor_delete()
    {
        foreach (var method in new[] { HttpMethod.Post, HttpMethod.Delete })
        {
            using var request = new HttpRequestMessage(method, $"api/quarantine/{Some.Id(1)}{(method == HttpMethod.Post ? "/retry" : "")}");
            request.Headers.Add("Sec-Fetch-Site", "cross-site");
            using var response = await _server.Client.SendAsync(request, Cancel);
            Assert.AreEqual(HttpStatusCode.Forbidden, response.StatusCode);
        }
    }

    private async Task<JsonElement> NewestAsync() => (await _server.GetAsync("api/quarantine?limit=1", Cancel)).GetProperty("items")[0];
}
