using System.Net;
using AnomalyWatch.Local.Replay;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Tests.Local.Serving;
using AnomalyWatch.Tests.Route.Kills;

namespace AnomalyWatch.Tests.Route;

/// <summary>Recorded time is the log's: however the input is cut and whatever the machine's clock says, the same is found.</summary>
[TestClass]
public sealed class ReplayAndPostTests
{
    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(180_000, CooperativeCancellation = true)]
    public async Task A_file_replayed_and_the_same_file_posted_in_seven_pieces_lead_to_the_same_incidents_with_the_same_anomalies()
    {
        var lines = string.Join('\n', StormTelemetry.Pieces(7)).Split('\n');
        using var route = new ReplayRoute();
        await route.TakeAsync(Sources.Invocations, DeliveryReader.Read(new Delivery(Sources.Invocations, System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines)), null, DateTimeOffset.MinValue)).Records, Cancel);
        await route.CloseAsync(Cancel);

        await using var server = await ServerUnderTest.StartAsync(ClockMode.Record);
        foreach (var piece in lines.Chunk((lines.Length / 7) + 1))
        {
            using var posted = await server.PostAsync(string.Join('\n', piece), Cancel);
            Assert.AreEqual(HttpStatusCode.Accepted, posted.StatusCode);
        }

        using var closed = await server.Client.PostAsync(new Uri("api/clock/close", UriKind.Relative), content: null, Cancel);
        while (!await server.Server.IsIdleAsync(Cancel))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancel);
        }

        CollectionAssert.AreEqual(Told(route.Incidents), Told(await server.Server.Incidents.ListAsync(new(Limit: 500), Cancel)));
    }

    // Which anomaly gave an incident its id may differ: findings of different partitions arrive in any order.
    private static List<string> Told(IEnumerable<Incident> incidents) =>
        [.. incidents
            .Where(incident => incident.MergedInto is null)
            .Select(incident => $"{incident.Status} {string.Join(',', incident.Anomalies.OrderBy(anomaly => anomaly.Id, StringComparer.Ordinal).Select(anomaly => $"{anomaly.Id} {anomaly.Phase} {anomaly.WindowEnd:O} {anomaly.Score:R}"))}")
            .Order(StringComparer.Ordinal)];
}
