using System.Net;
using System.Text;
using System.Text.Json;
using AnomalyWatch.Local.Replay;
using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Tests.Local.Serving;
using AnomalyWatch.Tests.Local.Storage;
using Azure.Data.Tables;

namespace AnomalyWatch.Tests.Route;

/// <summary>The built program, killed without warning right after it has acknowledged something.</summary>
[TestClass]
public sealed class KillTests
{
    private const int Pieces = 5;

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(180_000, CooperativeCancellation = true)]
    public async Task What_was_acknowledged_before_a_kill_is_there_after_it_and_leads_to_the_same_anomalies()
    {
        var storage = await AzuriteServer.RequireAsync();
        var tables = new TableServiceClient(storage);
        await foreach (var table in tables.QueryAsync(cancellationToken: Cancel))
        {
            await tables.DeleteTableAsync(table.Name, Cancel);
        }

        var folder = Directory.CreateTempSubdirectory("anomalywatch-kills-").FullName;
        var lines = ServerUnderTest.Burst("kill").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var kills = 0;
        JsonElement incident = default;
        foreach (var (number, piece) in lines.Chunk((lines.Length / Pieces) + 1).Index())
        {
            using var program = new LocalProgram(path: null, "run", "--clock", "record", "--urls", "http://127.0.0.1:0", "--data", folder, "--storage", storage);
            var page = await program.LineAsync("The page:", Cancel);
            using var client = new HttpClient { BaseAddress = new Uri(page[page.IndexOf("http", StringComparison.Ordinal)..].Trim()) };
            using var content = new StringContent(string.Join('\n', piece), Encoding.UTF8, "application/x-ndjson");
            using var posted = await client.PostAsync(new Uri("api/ingest/invocations", UriKind.Relative), content, Cancel);
            Assert.AreEqual(HttpStatusCode.Accepted, posted.StatusCode);
            if (number == Pieces - 1)
            {
                using var closed = await client.PostAsync(new Uri("api/clock/close", UriKind.Relative), content: null, Cancel);
                incident = await ResolvedAsync(client);
            }

            program.Kill();
            kills++;
            await program.ExitCodeAsync(Cancel);
        }

        TestContext.WriteLine($"{kills} kills");
        Directory.Delete(folder, recursive: true);
        CollectionAssert.AreEqual(await UndisturbedAsync(lines), AnomaliesOf(incident));
    }

    private static List<string> AnomaliesOf(JsonElement incident) =>
        [.. incident.GetProperty("anomalies").EnumerateArray().Select(anomaly => anomaly.GetProperty("id").GetString()!)];

    private async Task<List<string>> UndisturbedAsync(string[] lines)
    {
        using var route = new ReplayRoute();
        var read = DeliveryReader.Read(new Delivery(Sources.Invocations, Encoding.UTF8.GetBytes(string.Join('\n', lines)), null, DateTimeOffset.MinValue));
        await route.TakeAsync(Sources.Invocations, read.Records, Cancel);
        await route.CloseAsync(Cancel);
        return [.. route.Incidents.Single().Anomalies.Select(anomaly => anomaly.Id)];
    }

    private async Task<JsonElement> ResolvedAsync(HttpClient client)
    {
        while (true)
        {
            var listed = await ServerUnderTest.JsonAsync(await client.GetAsync(new Uri("api/incidents?status=resolved", UriKind.Relative), Cancel), Cancel);
            if (listed.GetProperty("incidents").GetArrayLength() > 0)
            {
                Assert.AreEqual(1, listed.GetProperty("incidents").GetArrayLength());
                return listed.GetProperty("incidents")[0];
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancel);
        }
    }
}
