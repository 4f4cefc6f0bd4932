using System.Globalization;
using System.Text;
using AnomalyWatch.Local.Replay;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Pipeline.Scoring;

namespace AnomalyWatch.Tests.Route.Kills;

/// <summary>
/// The built program, killed anywhere and any number of times, with storage that fails now and then: what it has taken in, found and told is what a run
/// without any of that would have.
/// </summary>
[TestClass]
public sealed class KillStormTests
{
    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(480_000, CooperativeCancellation = true)]
    public Task Ten_kills_lose_nothing_and_tell_nothing_under_a_second_key() => StormAsync(kills: 10, minutesPerPiece: 7, seed: 20261125);

    [TestMethod]
    [TestCategory("Long")]
    [Timeout(3_600_000, CooperativeCancellation = true)]
    public Task Two_hundred_kills_lose_nothing_and_tell_nothing_under_a_second_key() => StormAsync(kills: 200, minutesPerPiece: 1, seed: 7);

    private async Task StormAsync(int kills, int minutesPerPiece, int seed)
    {
        using var undisturbed = new ReplayRoute();
        var pieces = StormTelemetry.Pieces(minutesPerPiece);
        foreach (var piece in pieces)
        {
            var read = DeliveryReader.Read(new Delivery(Sources.Invocations, Encoding.UTF8.GetBytes(piece), null, DateTimeOffset.MinValue));
            Assert.AreEqual(0, read.RejectedCount);
            await undisturbed.TakeAsync(Sources.Invocations, read.Records, Cancel);
        }

        await undisturbed.CloseAsync(Cancel);
        Assert.IsGreaterThanOrEqualTo(9, undisturbed.Incidents.Count, "the telemetry holds at least nine stories");

        var open = undisturbed.Incidents.Count(incident => incident.Status == IncidentStatus.Open);
        await using var storm = new KillStorm(await AzuriteServer.RequireAsync(), (open, undisturbed.Incidents.Count - open), pieces, kills, seed, storageFaults: 0.02, TestContext.WriteLine);
        var result = await storm.RunAsync(Cancel);
        Tell(result);

        Assert.AreEqual(kills, result.Kills);
        Assert.HasCount(StormTelemetry.Calls, result.Content.Calls, "calls in the log, each counted once");
        CollectionAssert.AreEqual(Told(undisturbed.Anomalies), Told(result.Content.Anomalies.Values), "anomalies");
        CollectionAssert.AreEqual(Sets(undisturbed.Incidents), Sets(result.Incidents), "incidents as sets of anomalies");
        Assert.IsLessThanOrEqualTo(kills, result.MessagesDoubled, "messages that came a second time, always under their own key");
    }

    private void Tell(StormResult result) => TestContext.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{result.Kills} kills ({result.KillsAtPoints} between two steps), {result.Resumed} lives gone on from a kept state, {result.Gaps} gaps replayed, {result.StorageFaults} storage faults; "
        + $"calls: {StormTelemetry.Calls - result.Content.Calls.Count} lost of {StormTelemetry.Calls}, {result.Content.CallsDoubled} sent again and dropped by the fold; "
        + $"{result.Content.Anomalies.Count} anomalies, {result.Incidents.Count} incidents; {result.Messages.Count} messages, {result.MessagesDoubled} of them doubled under their own key"));

    /// <summary>An anomaly as far as it must be the same: all of it but the moment of the log's clock at which it was last told.</summary>
    private static List<string> Told(IEnumerable<Anomaly> anomalies) =>
        [.. anomalies
            .OrderBy(anomaly => anomaly.Id, StringComparer.Ordinal)
            .Select(anomaly => string.Create(CultureInfo.InvariantCulture, $"{anomaly.Id} {anomaly.Kind} {anomaly.Function} {anomaly.WindowStart:O} {anomaly.WindowEnd:O} {anomaly.Phase} {anomaly.Score:R} {anomaly.Observed:R}"))];

    private static List<string> Sets(IEnumerable<Incident> incidents) =>
        [.. incidents
            .Where(incident => incident.MergedInto is null)
            .Select(incident => string.Join(',', incident.Anomalies.Select(anomaly => anomaly.Id).Order(StringComparer.Ordinal)))
            .Order(StringComparer.Ordinal)];
}
