using System.Globalization;
using System.Text;
using System.Text.Json;
using AnomalyWatch.Local.Replay;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Local.Replay;

[TestClass]
public sealed class ReplayRunTests
{
    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task A_burst_in_recorded_telemetry_becomes_one_explained_incident()
    {
        var folder = await ReplayAsync("one");
        var incidents = await File.ReadAllLinesAsync(Path.Combine(folder, "incidents.jsonl"), TestContext.CancellationToken);
        Assert.HasCount(1, incidents);
        using var incident = JsonDocument.Parse(incidents[0]);
        Assert.AreEqual("burst", incident.RootElement.GetProperty("kind").GetString());
        Assert.AreEqual("azure/sub/shop/checkout", incident.RootElement.GetProperty("functions")[0].GetString());
        StringAssert.Contains(incident.RootElement.GetProperty("explanation").GetString()!, "5,000");
    }

    [TestMethod]
    public async Task The_same_input_gives_the_same_files_byte_for_byte()
    {
        var first = await ReplayAsync("first");
        var second = await ReplayAsync("second");
        foreach (var name in new[] { "anomalies.jsonl", "incidents.jsonl", "summary.json" })
        {
            CollectionAssert.AreEqual(
                await File.ReadAllBytesAsync(Path.Combine(first, name), TestContext.CancellationToken),
                await File.ReadAllBytesAsync(Path.Combine(second, name), TestContext.CancellationToken),
                name);
        }
    }

    [TestMethod]
    public async Task Anomalies_too_weak_for_an_incident_are_written_too_and_the_counts_are_those_of_this_run()
    {
        var text = new StringBuilder();
        for (var minute = 0; minute < 1200; minute++)
        {
            // A single stranger of whom no more is known than the name is worth a note and no alarm.
            var caller = minute == 1100 ? $"guest-{minute}" : "svc-shop";
            text.AppendLine(CultureInfo.InvariantCulture, $$"""{"function":"azure/sub/shop/cart","start":"{{Minute(minute)}}","caller":{"principal":"{{caller}}"} }""");
        }

        var folder = Fresh("weak");
        var (summary, _) = await RunAsync(folder, "input.jsonl", text.ToString());
        var anomalies = await File.ReadAllLinesAsync(Path.Combine(folder, "anomalies.jsonl"), TestContext.CancellationToken);
        Assert.HasCount((int)summary.Anomalies, anomalies);
        Assert.IsGreaterThan(0, anomalies.Length);
        Assert.AreEqual(0, summary.Incidents);
        Assert.AreEqual(1200, summary.Windows);
        Assert.IsTrue(summary.NotReadyWindows is > 0 and < 1200);
        Assert.AreEqual((0L, 0L), (summary.Late, summary.Duplicates));
    }

    [TestMethod]
    public async Task Every_rejection_is_counted_under_its_reason_however_many_there_are()
    {
        var bad = string.Concat(Enumerable.Repeat("no json\n", 250)) + string.Concat(Enumerable.Repeat("""{"function":"azure/a/b/c"}""" + "\n", 30));
        var (summary, _) = await RunAsync(Fresh("bad"), "input.jsonl", bad + $$"""{"function":"azure/a/b/c","start":"{{Minute(0)}}"}""");
        Assert.AreEqual((281, 1), (summary.Records, summary.Accepted));
        Assert.AreEqual(250, summary.Rejected["not well-formed JSON"]);
        Assert.AreEqual(30, summary.Rejected["start: is missing"]);
    }

    [TestMethod]
    public async Task Records_out_of_order_are_counted_as_late()
    {
        string[] minutes = [Minute(0), Minute(30), Minute(1)];
        var (summary, _) = await RunAsync(
            Fresh("late"), "input.json", "[" + string.Join(',', minutes.Select(start => $$"""{"function":"azure/a/b/c","start":"{{start}}"}""")) + "]");
        Assert.AreEqual((3, 1), (summary.Accepted, summary.Late));
    }

    [TestMethod]
    public async Task A_delivery_of_another_source_that_cannot_be_read_is_one_rejection_and_stops_nothing()
    {
        var (summary, _) = await RunAsync(Fresh("azure"), "input.jsonl", "{\"records\":\n{\"records\":[]}\n", Sources.AzureMonitor);
        Assert.AreEqual((1, 0), (summary.Records, summary.Accepted));
        Assert.AreEqual(1, summary.Rejected.Values.Single());
    }

    [TestMethod]
    public async Task How_long_it_took_stands_apart_from_what_was_found()
    {
        var folder = Fresh("timing");
        var (_, timing) = await RunAsync(folder, "input.jsonl", $$"""{"function":"azure/a/b/c","start":"{{Minute(0)}}"}""");
        using var written = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(folder, "timing.json"), TestContext.CancellationToken));
        Assert.AreEqual(timing.Seconds, written.RootElement.GetProperty("seconds").GetDouble());
        Assert.AreEqual(timing.RecordsPerSecond, written.RootElement.GetProperty("recordsPerSecond").GetDouble());
        Assert.DoesNotContain("econds", await File.ReadAllTextAsync(Path.Combine(folder, "summary.json"), TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task Progress_ends_with_all_bytes_read()
    {
        var folder = Fresh("progress");
        var input = Path.Combine(folder, "input.jsonl");
        await File.WriteAllTextAsync(input, $$"""{"function":"azure/a/b/c","start":"{{Minute(0)}}"}""", TestContext.CancellationToken);
        var seen = new List<ReplayProgress>();
        await ReplayRun.RunAsync(new ReplayRequest([input, input], folder), seen.Add, TestContext.CancellationToken);
        Assert.AreEqual(new ReplayProgress(seen[0].BytesTotal, 2 * new FileInfo(input).Length, 2), seen[^1]);
    }

    private static string Fresh(string name) => Directory.CreateTempSubdirectory($"anomalywatch-replay-{name}-").FullName;

    private static string Minute(int minute) => new DateTime(2026, 7, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(minute).ToString("O", CultureInfo.InvariantCulture);

    private async Task<(ReplaySummary Summary, ReplayTiming Timing)> RunAsync(string folder, string name, string text, string source = Sources.Invocations)
    {
        var input = Path.Combine(folder, name);
        await File.WriteAllTextAsync(input, text, TestContext.CancellationToken);
        return await ReplayRun.RunAsync(new ReplayRequest([input], folder, source), onProgress: null, TestContext.CancellationToken);
    }

    private async Task<string> ReplayAsync(string name)
    {
        var folder = Fresh(name);
        var text = new StringBuilder();
        for (var minute = 0; minute < 660; minute++)
        {
            var start = Minute(minute);
            var count = minute is >= 600 and < 605 ? 5000 : 100 + (minute % 7);
            text.AppendLine(CultureInfo.InvariantCulture, $$"""{"function":"azure/sub/shop/checkout","start":"{{start}}","spanMs":60000,"count":{{count}}}""");
            text.AppendLine(CultureInfo.InvariantCulture, $$"""{"function":"azure/sub/shop/cart","start":"{{start}}","spanMs":60000,"count":50}""");
        }

        text.AppendLine("not a record");
        var (summary, _) = await RunAsync(folder, "input.jsonl", text.ToString());
        Assert.AreEqual(1320, summary.Accepted);
        Assert.AreEqual(1, summary.Rejected["not well-formed JSON"]);
        return folder;
    }
}
