using System.Text.Json;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Local.Replay;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Tests.Local.Demo;

namespace AnomalyWatch.Tests.Streaming;

/// <summary>On recorded time the way in which the input was cut into deliveries, and so into packs, changes nothing.</summary>
[TestClass]
public sealed class CutPropertyTests
{
    private const int Minutes = 180;

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task Random_deliveries_of_the_same_records_give_the_same_anomalies()
    {
        // The last hours of the demo's day with a burst at their end, on what happened before them.
        var records = DemoRecords.Day.Where(record => record.EventTime >= DemoRecords.Day[^1].EventTime.AddMinutes(-Minutes)).ToList();
        records.AddRange(Enumerable.Range(0, 3_000).Select(i => new TelemetryRecord(records[^1].Invocation with { Id = RecordId.From(Some.Id(i)), Count = 5 })));
        var whole = await VerdictsAsync(records, int.MaxValue, seed: 0);
        Assert.AreNotEqual("", whole);
        foreach (var (seed, most) in new[] { (1, 50), (2, 1_000), (3, 20_000) })
        {
            Assert.AreEqual(whole, await VerdictsAsync(records, most, seed));
        }
    }

    private async Task<string> VerdictsAsync(List<TelemetryRecord> records, int most, int seed)
    {
        var random = new Random(seed);
        using var route = new ReplayRoute();
        for (var start = 0; start < records.Count;)
        {
            var count = Math.Min(most == int.MaxValue ? most : random.Next(1, most + 1), records.Count - start);
            await route.TakeAsync("invocations", records.GetRange(start, count), TestContext.CancellationToken);
            start += count;
        }

        await route.CloseAsync(TestContext.CancellationToken);
        using var buffer = new MemoryStream();
        foreach (var anomaly in route.Anomalies)
        {
            using var json = new Utf8JsonWriter(buffer);
            AnomalyJson.Write(json, anomaly);
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
