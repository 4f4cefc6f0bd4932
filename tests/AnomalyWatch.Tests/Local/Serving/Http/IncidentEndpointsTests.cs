using System.Net;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Tests.Local.Serving.Http;

[TestClass]
[DoNotParallelize]
public sealed class IncidentEndpointsTests
{
    private const string Hostile = "aws/123456789012/eu-west-1/<script>alert(1)</script>&\"'";

    private static ServerUnderTest _server = null!;

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [ClassInitialize]
    public static async Task StartAsync(TestContext context)
    {
        _server = await ServerUnderTest.StartAsync(ClockMode.Wall);
        await _server.Server.Incidents.SaveAsync(Some.Incident(1), context.CancellationToken);
        await _server.Server.Incidents.SaveAsync(Some.Incident(2, Some.Anomaly(2, 60, Hostile)) with { Status = IncidentStatus.Resolved }, context.CancellationToken);
    }

    [ClassCleanup]
    public static async Task StopAsync() => await _server.DisposeAsync();

    [TestMethod]
    [DataRow("", 2)]
    [DataRow("?status=open", 1)]
    [DataRow("?status=resolved", 1)]
    [DataRow("?since=2026-07-01T12:30:00Z", 1)]
    [DataRow("?since=2026-07-01T14:30:00%2B02:00", 1)]
    [DataRow("?function=aws/123456789012/eu-west-1/checkout", 1)]
    [DataRow("?limit=1", 1)]
    [DataRow("?unknown=1", 2)]
    public async Task The_list_holds_what_was_asked_for(string query, int expected) =>
        Assert.AreEqual(expected, (await _server.GetAsync("api/incidents" + query, Cancel)).GetProperty("incidents").GetArrayLength());

    [TestMethod]
    [DataRow("since", "yesterday")]
    [DataRow("since", "")]
    [DataRow("status", "closed")]
    [DataRow("limit", "0")]
    [DataRow("limit", "1001")]
    [DataRow("limit", "1&limit=2")]
    public async Task A_parameter_that_cannot_be_understood_is_named(string name, string value)
    {
        using var response = await _server.Client.GetAsync(new Uri($"api/incidents?{name}={value}", UriKind.Relative), Cancel);
        Assert.AreEqual(HttpStatusCode.BadRequest, response.StatusCode);
        StringAssert.StartsWith((await ServerUnderTest.JsonAsync(response, Cancel)).GetProperty("error").GetString()!, name + ": ");
    }

    [TestMethod]
    public async Task One_incident_is_found_by_its_id() =>
        Assert.AreEqual(Some.Id(1), (await _server.GetAsync("api/incidents/" + Some.Id(1), Cancel)).GetProperty("id").GetString());

    [TestMethod]
    [DataRow("api/incidents/0000000000000000000000000000000f")]
    [DataRow("api/incidents/..%2F..%2Fetc")]
    [DataRow("api/incidents/0000000000000000000000000000000f/chart.svg")]
    [DataRow("api/incidents/00000000000000000000000000000001/chart.svg?anomaly=0000000000000000000000000000000f")]
    public async Task What_is_not_there_is_not_found(string path)
    {
        using var response = await _server.Client.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        Assert.AreEqual(HttpStatusCode.NotFound, response.StatusCode);
    }

    [TestMethod]
    public async Task The_chart_is_a_picture_that_may_do_nothing_and_holds_names_as_text_only()
    {
        using var response = await _server.Client.GetAsync(new Uri($"api/incidents/{Some.Id(2)}/chart.svg", UriKind.Relative), Cancel);
        var svg = System.Text.Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(Cancel));

        Assert.AreEqual("image/svg+xml", response.Content.Headers.ContentType?.MediaType);
        StringAssert.StartsWith(response.Headers.GetValues("Content-Security-Policy").Single(), "default-src 'none'; style-src 'sha256-");
        StringAssert.Contains(svg, "&lt;script&gt;");
        Assert.IsFalse(svg.Contains("<script", StringComparison.OrdinalIgnoreCase), svg);
    }

    [TestMethod]
    [DataRow("10")]
    [DataRow("wide")]
    public async Task A_width_out_of_range_is_named(string width)
    {
        using var response = await _server.Client.GetAsync(new Uri($"api/incidents/{Some.Id(1)}/chart.svg?width={width}", UriKind.Relative), Cancel);
        Assert.AreEqual(HttpStatusCode.BadRequest, response.StatusCode);
    }
}
