using System.Globalization;
using System.Text;
using System.Text.Json;
using AnomalyWatch.Local.Replay;

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

    private async Task<string> ReplayAsync(string name)
    {
        var folder = Directory.CreateTempSubdirectory($"anomalywatch-replay-{name}-").FullName;
        var text = new StringBuilder();
        for (var minute = 0; minute < 240; minute++)
        {
            var start = new DateTime(2026, 7, 1, 0, 0, 0, DateTimeKind.Utc).AddMinutes(minute).ToString("O", CultureInfo.InvariantCulture);
            var count = minute is >= 180 and < 185 ? 5000 : 100 + (minute % 7);
            text.AppendLine(CultureInfo.InvariantCulture, $$"""{"function":"azure/sub/shop/checkout","start":"{{start}}","spanMs":60000,"count":{{count}}}""");
            text.AppendLine(CultureInfo.InvariantCulture, $$"""{"function":"azure/sub/shop/cart","start":"{{start}}","spanMs":60000,"count":50}""");
        }

        text.AppendLine("not a record");
        var input = Path.Combine(folder, "input.jsonl");
        await File.WriteAllTextAsync(input, text.ToString(), TestContext.CancellationToken);
        var (summary, _) = await ReplayRun.RunAsync(new ReplayRequest([input], folder), onProgress: null, TestContext.CancellationToken);
        Assert.AreEqual(480, summary.Accepted);
        Assert.AreEqual(1, summary.Rejected["not well-formed JSON"]);
        return folder;
    }
}
