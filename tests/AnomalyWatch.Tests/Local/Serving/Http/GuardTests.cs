using System.Net;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Local.Serving.Http;

/// <summary>What keeps the web pages of others out, and what every reply carries.</summary>
[TestClass]
[DoNotParallelize]
public sealed class GuardTests
{
    private static ServerUnderTest _server = null!;

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext _) => _server = await ServerUnderTest.StartAsync(ClockMode.Wall);

    [ClassCleanup]
    public static async Task StopAsync() => await _server.DisposeAsync();

    [TestMethod]
    [DataRow("evil.example", DisplayName = "a foreign name that points to loopback")]
    [DataRow("127.0.0.1", DisplayName = "no port")]
    [DataRow("127.0.0.1:1", DisplayName = "another port")]
    [DataRow("localhost.evil.example", DisplayName = "a name that begins like ours")]
    public async Task A_foreign_host_is_refused(string host)
    {
        using var response = await SendAsync(HttpMethod.Get, "api/incidents", ("Host", host.Contains('.') && !host.StartsWith("127", StringComparison.Ordinal) ? $"{host}:{_server.Server.Url.Port}" : host));
        Assert.AreEqual(HttpStatusCode.MisdirectedRequest, response.StatusCode);
    }

    [TestMethod]
    [DataRow("localhost")]
    [DataRow("127.0.0.1")]
    [DataRow("[::1]")]
    public async Task Loopback_by_any_name_is_served(string host)
    {
        using var response = await SendAsync(HttpMethod.Get, "healthz", ("Host", $"{host}:{_server.Server.Url.Port}"));
        Assert.AreEqual(HttpStatusCode.OK, response.StatusCode);
    }

    [TestMethod]
    [DataRow("POST", "api/clock/close", "Origin", "http://evil.example")]
    [DataRow("POST", "api/clock/close", "Origin", "null")]
    [DataRow("POST", "api/clock/close", "Sec-Fetch-Site", "cross-site")]
    [DataRow("POST", "api/ingest/invocations", "Sec-Fetch-Site", "same-site")]
    [DataRow("GET", "api/events", "Sec-Fetch-Site", "cross-site")]
    [DataRow("GET", "api/incidents", "Origin", "http://evil.example")]
    public async Task A_request_from_another_site_is_refused(string method, string path, string header, string value)
    {
        using var response = await SendAsync(new HttpMethod(method), path, (header, value));
        Assert.AreEqual(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [TestMethod]
    public async Task A_link_from_elsewhere_leads_to_the_page()
    {
        using var response = await SendAsync(HttpMethod.Get, "", ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"));
        Assert.AreEqual(HttpStatusCode.OK, response.StatusCode);
    }

    [TestMethod]
    public async Task The_pages_own_requests_pass()
    {
        using var response = await SendAsync(HttpMethod.Get, "api/incidents", ("Sec-Fetch-Site", "same-origin"), ("Origin", _server.Server.Url.GetLeftPart(UriPartial.Authority)));
        Assert.AreEqual(HttpStatusCode.OK, response.StatusCode);
    }

    [TestMethod]
    [DataRow("", 200)]
    [DataRow("page.js", 200)]
    [DataRow("api/stats", 200)]
    [DataRow("nowhere", 404)]
    public async Task Every_reply_carries_the_safety_headers_and_allows_nobody_else_to_read_it(string path, int status)
    {
        using var response = await SendAsync(HttpMethod.Get, path);

        Assert.AreEqual(status, (int)response.StatusCode);
        Assert.AreEqual("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        StringAssert.StartsWith(response.Headers.GetValues("Content-Security-Policy").Single(), "default-src 'none'; script-src 'self'");
        Assert.IsTrue(response.Headers.CacheControl!.NoStore);
        Assert.IsFalse(response.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.IsFalse(response.Headers.Contains("Server"));
    }

    [TestMethod]
    [DataRow("GET", "nowhere", 404)]
    [DataRow("DELETE", "api/incidents", 405)]
    [DataRow("GET", "api/ingest/invocations", 405)]
    [DataRow("POST", "api/clock/close", 409)]
    public async Task What_cannot_be_done_is_told_in_json(string method, string path, int status)
    {
        using var response = await SendAsync(new HttpMethod(method), path);
        Assert.AreEqual(status, (int)response.StatusCode);
        Assert.IsGreaterThan(0, (await ServerUnderTest.JsonAsync(response, Cancel)).GetProperty("error").GetString()!.Length);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _server.Client.SendAsync(request, Cancel);
    }
}
