using System.Net;
using AnomalyWatch.Local.Serving;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Tests.Local.Serving;
using Azure.Data.Tables;

namespace AnomalyWatch.Tests.Route;

/// <summary>What was taken in before a restart is known after it.</summary>
[TestClass]
public sealed class RestartTests
{
    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task A_burst_after_a_restart_is_held_against_the_hours_before_it_and_nothing_is_written_to_the_findings_twice()
    {
        var storage = await AzuriteServer.RequireAsync();
        var tables = new TableServiceClient(storage);
        await foreach (var table in tables.QueryAsync(cancellationToken: Cancel))
        {
            await tables.DeleteTableAsync(table.Name, Cancel);
        }

        var folder = Directory.CreateTempSubdirectory("anomalywatch-restart-").FullName;
        var lines = ServerUnderTest.Burst("restart").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var cut = 2 * 590;
        var findings = new List<long>();
        try
        {
            foreach (var part in new[] { lines[..cut], lines[cut..], [] })
            {
                var options = new LocalOptions { Storage = storage, DataFolder = folder, Urls = "http://127.0.0.1:0", Clock = ClockMode.Record };
                await using var server = await LocalServer.StartAsync(options, _ => { }, Cancel);
                if (part.Length > 0)
                {
                    using var client = new HttpClient { BaseAddress = server.Url };
                    using var content = new StringContent(string.Join('\n', part), System.Text.Encoding.UTF8, "application/x-ndjson");
                    using var posted = await client.PostAsync(new Uri("api/ingest/invocations", UriKind.Relative), content, Cancel);
                    Assert.AreEqual(HttpStatusCode.Accepted, posted.StatusCode);
                    using var closed = await client.PostAsync(new Uri("api/clock/close", UriKind.Relative), content: null, Cancel);
                }

                while (!await server.IsIdleAsync(Cancel))
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(50), Cancel);
                }

                findings.Add(await server.FindingsEndAsync(Cancel));
            }

            var incidents = await new Pipeline.Alerting.TableIncidentStore(tables).ListAsync(new(), Cancel);
            Assert.HasCount(1, incidents);
            Assert.AreEqual("burst", incidents[0].Kind);
            Assert.AreEqual("azure/sub/restart/checkout", incidents[0].Functions[0]);
            Assert.AreEqual(findings[1], findings[2], "a start without input adds nothing to the findings");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
