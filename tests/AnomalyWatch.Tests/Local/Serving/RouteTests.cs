using System.Net;
using System.Text;
using System.Text.Json;

namespace AnomalyWatch.Tests.Local.Serving;

/// <summary>From a posted delivery to the incident on every surface.</summary>
[TestClass]
[DoNotParallelize]
public sealed class RouteTests
{
    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task A_posted_burst_becomes_an_incident_in_the_list_on_the_stream_and_at_the_console()
    {
        await using var server = await ServerUnderTest.StartAsync();
        using var events = await server.Client.GetAsync(new Uri("api/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.AreEqual("text/event-stream", events.Content.Headers.ContentType?.MediaType);

        using var posted = await server.PostAsync(ServerUnderTest.Burst("shop"), Cancel);
        using var closed = await server.Client.PostAsync(new Uri("api/clock/close", UriKind.Relative), content: null, Cancel);

        Assert.AreEqual(HttpStatusCode.Accepted, posted.StatusCode);
        Assert.AreEqual(1400, (await ServerUnderTest.JsonAsync(posted, Cancel)).GetProperty("accepted").GetInt32());
        Assert.AreEqual(HttpStatusCode.Accepted, closed.StatusCode);
        var told = await NextIncidentAsync(events);
        Assert.AreEqual("azure/sub/shop/checkout", told.GetProperty("functions")[0].GetString());
        var id = told.GetProperty("id").GetString();
        var listed = (await server.GetAsync("api/incidents?function=azure/sub/shop/checkout", Cancel)).GetProperty("incidents");
        Assert.AreEqual(1, listed.GetArrayLength());
        Assert.AreEqual(id, listed[0].GetProperty("id").GetString());
        Assert.AreEqual("burst", (await server.GetAsync("api/incidents/" + id, Cancel)).GetProperty("kind").GetString());
        Assert.IsTrue(server.Said.Any(line => line.Contains(id!, StringComparison.Ordinal)), "the console said: " + string.Join('\n', server.Said));
        var stats = (await server.GetAsync("api/stats", Cancel)).GetProperty("instruments");
        Assert.IsGreaterThanOrEqualTo(50_000, stats.GetProperty("anomalywatch.ingest.invocations").GetProperty("total").GetDouble());
    }

    [TestMethod]
    [Timeout(60_000, CooperativeCancellation = true)]
    public async Task What_was_accepted_before_a_shutdown_is_worked_off()
    {
        var server = await ServerUnderTest.StartAsync();
        using var posted = await server.PostAsync(ServerUnderTest.Burst("last"), Cancel);
        var incidents = server.Server.Incidents;

        await server.DisposeAsync();

        Assert.AreEqual(HttpStatusCode.Accepted, posted.StatusCode);
        await server.Server.Ended.WaitAsync(Cancel);
        Assert.HasCount(1, await incidents.ListAsync(new(Function: "azure/sub/last/checkout"), Cancel));
    }

    private async Task<JsonElement> NextIncidentAsync(HttpResponseMessage events)
    {
        using var reader = new StreamReader(await events.Content.ReadAsStreamAsync(Cancel), Encoding.UTF8);
        var isIncident = false;
        while (await reader.ReadLineAsync(Cancel) is { } line)
        {
            if (isIncident && line.StartsWith("data: ", StringComparison.Ordinal))
            {
                using var document = JsonDocument.Parse(line["data: ".Length..]);
                return document.RootElement.Clone();
            }

            isIncident = line == "event: incident";
        }

        throw new InvalidOperationException("The stream ended without an incident.");
    }
}
