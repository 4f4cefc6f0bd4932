using System.Text.Json;
using AnomalyWatch.Functions;
using AnomalyWatch.Pipeline.Streaming;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace AnomalyWatch.Tests.Functions;

/// <summary>The two HTTP doors, through the request types of the worker. What the endpoints answer in detail is tested where the local program serves them.</summary>
[TestClass]
public sealed class HttpDoorTests
{
    private static CloudUnderTest _cloud = null!;
    private static ServiceProvider _ingest = null!;
    private static ServiceProvider _notify = null!;

    public required TestContext TestContext { get; set; }

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        _cloud = await CloudUnderTest.StartAsync();
        _ingest = await _cloud.StartAsync(Stage.Ingest, context.CancellationToken);
        _notify = await _cloud.StartAsync(Stage.Notify, context.CancellationToken);
    }

    [ClassCleanup]
    public static async Task StopAsync() => await _cloud.DisposeAsync();

    [TestMethod]
    [DataRow("/api/ingest/invocations")]
    [DataRow("/v1/traces")]
    [DataRow("/v1/logs")]
    public async Task A_sender_without_a_key_is_refused_before_its_body_is_read(string path)
    {
        var context = CloudUnderTest.Request("POST", path, key: null, "{}");
        await SendAsync(context);
        Assert.AreEqual(401, context.Response.StatusCode);
        Assert.AreEqual(0, context.Request.Body.Position);
    }

    [TestMethod]
    [DataRow("/api/incidents")]
    [DataRow("/api/quarantine")]
    [DataRow("/api/feedback")]
    public async Task A_reader_needs_a_readers_key(string path)
    {
        foreach (var key in new[] { null, _cloud.SenderKey, "aw_other" })
        {
            var context = CloudUnderTest.Request("GET", path, key);
            await ReadAsync(context);
            Assert.AreEqual(401, context.Response.StatusCode, key);
        }

        var known = CloudUnderTest.Request("GET", path, _cloud.ReaderKey);
        await ReadAsync(known);
        Assert.AreEqual(200, known.Response.StatusCode, CloudUnderTest.Reply(known));
    }

    [TestMethod]
    public async Task A_delivery_goes_into_the_hub()
    {
        var before = await EventsAsync();
        var context = CloudUnderTest.Request("POST", "/api/ingest/azure-monitor", _cloud.SenderKey, SomeLogs.Request("posted"));
        await SendAsync(context);
        Assert.AreEqual(202, context.Response.StatusCode, CloudUnderTest.Reply(context));
        Assert.AreEqual(before + 1, await EventsAsync());
    }

    [TestMethod]
    public async Task Traces_of_OpenTelemetry_are_answered_in_their_own_form()
    {
        var context = CloudUnderTest.Request("POST", "/v1/traces", _cloud.SenderKey, """{"resourceSpans":[]}""");
        await SendAsync(context);
        Assert.AreEqual(200, context.Response.StatusCode, CloudUnderTest.Reply(context));
        Assert.AreEqual("{}", CloudUnderTest.Reply(context));
    }

    [TestMethod]
    public async Task A_sender_of_webhooks_may_ask_whether_it_may()
    {
        var context = CloudUnderTest.Request("OPTIONS", "/api/ingest/cloudevents");
        context.Request.Headers["WebHook-Request-Origin"] = "eventgrid.azure.net";
        await SendAsync(context);
        Assert.AreEqual("eventgrid.azure.net", context.Response.Headers["WebHook-Allowed-Origin"].ToString());
    }

    [TestMethod]
    public async Task A_body_over_the_limit_is_413_and_a_broken_one_400_never_500()
    {
        var large = CloudUnderTest.Request("POST", "/api/ingest/invocations", _cloud.SenderKey, "x");
        large.Request.ContentLength = 40_000_000;
        await SendAsync(large);
        Assert.AreEqual(413, large.Response.StatusCode);
        var broken = CloudUnderTest.Request("POST", "/api/ingest/azure-monitor", _cloud.SenderKey, "{\"records\":[");
        await SendAsync(broken);
        Assert.AreEqual(400, broken.Response.StatusCode);
    }

    [TestMethod]
    public async Task The_page_is_served_to_whoever_has_signed_in_and_looks_by_itself()
    {
        var stranger = CloudUnderTest.Request("GET", "/");
        await ReadAsync(stranger);
        Assert.AreEqual(303, stranger.Response.StatusCode);
        Assert.AreEqual("/sign-in", stranger.Response.Headers.Location.ToString());

        var signIn = CloudUnderTest.Request("POST", "/sign-in", key: null, "key=" + _cloud.ReaderKey, "application/x-www-form-urlencoded");
        signIn.Request.Headers["Sec-Fetch-Site"] = "same-origin";
        signIn.Request.Headers.Origin = "https://another-name.example";
        await ReadAsync(signIn);
        var cookie = signIn.Response.Headers.SetCookie.ToString();
        StringAssert.Contains(cookie, "secure");
        StringAssert.Contains(cookie, "httponly");
        Assert.IsFalse(cookie.Contains(_cloud.ReaderKey, StringComparison.Ordinal));

        // Another instance of the app knows the session as well.
        var other = await _cloud.StartAsync(Stage.Notify, TestContext.CancellationToken);
        var page = CloudUnderTest.Request("GET", "/");
        page.Request.Headers.Cookie = cookie.Split(';')[0];
        await CloudUnderTest.Door<Incidents>(other).RunAsync(page.Request);
        Assert.AreEqual(200, page.Response.StatusCode);
        StringAssert.Contains(CloudUnderTest.Reply(page), "data-poll=");
    }

    [TestMethod]
    public async Task A_request_from_another_web_site_is_refused()
    {
        var context = CloudUnderTest.Request("POST", $"/api/incidents/{Some.Id(1)}/feedback", _cloud.ReaderKey, "{\"answer\":\"noise\"}");
        context.Request.Headers["Sec-Fetch-Site"] = "cross-site";
        await ReadAsync(context);
        Assert.AreEqual(403, context.Response.StatusCode);
    }

    [TestMethod]
    public async Task Whether_an_app_is_well_is_open_to_all_and_anything_else_is_404()
    {
        foreach (var path in new[] { "/healthz", "/readyz" })
        {
            var sender = CloudUnderTest.Request("GET", path);
            await SendAsync(sender);
            Assert.AreEqual(200, sender.Response.StatusCode, path);
            var reader = CloudUnderTest.Request("GET", path);
            await ReadAsync(reader);
            Assert.AreEqual(200, reader.Response.StatusCode, path);
        }

        var nowhere = CloudUnderTest.Request("GET", "/api/nowhere", _cloud.ReaderKey);
        await ReadAsync(nowhere);
        Assert.AreEqual(404, nowhere.Response.StatusCode);
        using var json = JsonDocument.Parse(CloudUnderTest.Reply(nowhere));
        Assert.IsTrue(json.RootElement.TryGetProperty("error", out _));
    }

    [TestMethod]
    public async Task What_cannot_be_read_at_one_app_is_listed_at_the_other()
    {
        var line = $"not a record {Environment.ProcessId}";
        var posted = CloudUnderTest.Request("POST", "/api/ingest/invocations", _cloud.SenderKey, line, "application/x-ndjson");
        await SendAsync(posted);
        var listed = CloudUnderTest.Request("GET", "/api/quarantine", _cloud.ReaderKey);
        await ReadAsync(listed);
        using var json = JsonDocument.Parse(CloudUnderTest.Reply(listed));
        var item = json.RootElement.GetProperty("items").EnumerateArray().First();
        var retried = CloudUnderTest.Request("POST", $"/api/quarantine/{item.GetProperty("id").GetString()}/retry", _cloud.ReaderKey);
        await ReadAsync(retried);
        Assert.AreEqual(200, retried.Response.StatusCode, CloudUnderTest.Reply(retried));
    }

    private async Task<long> EventsAsync()
    {
        var hub = _cloud.Hub(HubNames.Invocations);
        return await hub.GetLastSequenceNumberAsync(0, TestContext.CancellationToken) + await hub.GetLastSequenceNumberAsync(1, TestContext.CancellationToken);
    }

    private static Task<IActionResult> SendAsync(HttpContext context) => CloudUnderTest.Door<IngestHttp>(_ingest).RunAsync(context.Request);

    private static Task<IActionResult> ReadAsync(HttpContext context) => CloudUnderTest.Door<Incidents>(_notify).RunAsync(context.Request);
}
