using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Local.Replay;
using AnomalyWatch.Tests.Scoring;

namespace AnomalyWatch.Tests.Streaming;

/// <summary>On recorded time the way in which the input was cut into deliveries, and so into packs, changes nothing.</summary>
[TestClass]
public sealed class CutPropertyTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task Random_deliveries_of_the_same_records_give_the_same_anomalies()
    {
        var records = Records();
        var whole = await VerdictsAsync(records, _ => records.Count);
        StringAssert.Contains(whole, "burst");
        StringAssert.Contains(whole, "denied");
        foreach (var (seed, most) in new[] { (1, 5), (2, 100), (3, 2_000) })
        {
            var random = new Random(seed);
            Assert.AreEqual(whole, await VerdictsAsync(records, rest => Math.Min(rest, random.Next(1, most + 1))));
        }
    }

    /// <summary>Eleven hours of three functions, of which one has a burst and one a stranger whom it refuses.</summary>
    private static List<TelemetryRecord> Records()
    {
        var random = new Random(8);
        var records = new List<TelemetryRecord>();
        for (var minute = 0; minute < 660; minute++)
        {
            var start = Some.Noon.AddMinutes(minute);
            foreach (var name in new[] { "checkout", "cart", "login" })
            {
                var calls = new Invocation { Function = "azure/sub/shop/" + name, Start = start, SpanMs = 60_000, Count = 50 + random.Next(7), DurationMs = random.Next(80, 90) };
                records.Add(new TelemetryRecord(name == "checkout" && minute is >= 600 and < 610 ? calls with { Count = 4_000 } : calls));
                if (name == "login" && minute is >= 620 and < 625)
                {
                    records.Add(new TelemetryRecord(calls with { Outcome = Outcome.Denied, Caller = new Caller { Principal = "user/thief" } }));
                }
            }

            for (var second = 0; second < 10; second++)
            {
                var call = new Invocation { Id = RecordId.From(random.GetHexString(32)), Function = "azure/sub/shop/cart", Start = start.AddSeconds(second), DurationMs = 12.5 };
                records.Add(new TelemetryRecord(call));
            }
        }

        return records;
    }

    private async Task<string> VerdictsAsync(List<TelemetryRecord> records, Func<int, int> next)
    {
        using var route = new ReplayRoute();
        for (var start = 0; start < records.Count;)
        {
            var count = next(records.Count - start);
            await route.TakeAsync("invocations", records.GetRange(start, count), TestContext.CancellationToken);
            start += count;
        }

        await route.CloseAsync(TestContext.CancellationToken);
        return route.Anomalies.AsText();
    }
}
