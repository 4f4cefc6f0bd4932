using System.Text;
using System.Text.Json;
using AnomalyWatch.EventHubsEmulator;
using AnomalyWatch.Local.Serving;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Pipeline.Streaming.EventHubs;
using AnomalyWatch.Tests.Route.Kills;

namespace AnomalyWatch.Tests.Local.Serving;

/// <summary>A whole server that reads a hub which Azure's diagnostic settings write to, over AMQP.</summary>
[TestClass]
[DoNotParallelize]
public sealed class AzureLogsTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("anomalywatch-logs-").FullName;

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestCleanup]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task What_a_diagnostic_setting_writes_is_taken_in_once_also_over_a_restart()
    {
        var storage = await AzuriteServer.RequireAsync();
        await using var azure = await Emulator.StartAsync(new EmulatorOptions { Port = 0, Hubs = [new HubOptions("azure-logs", 2)] }, Cancel);
        var connection = EventHubsConnectionString.Parse(azure.ConnectionString);
        await using var hub = await EventHub.ConnectAsync(
            connection.Endpoint, "azure-logs", new SharedAccessTokenSource(connection, TimeProvider.System), new EventHubOptions(), TimeProvider.System, Cancel);
        var options = new LocalOptions { Storage = storage, DataFolder = _folder, Urls = "http://127.0.0.1:0", Clock = ClockMode.Record, AzureLogs = azure.ConnectionString };

        for (var life = 0; life < 2; life++)
        {
            await hub.SendAsync(0, Body(life, 0), Cancel);
            await hub.SendAsync(1, Body(life, 1), Cancel);
            await using var server = await LocalServer.StartAsync(options, _ => { }, Cancel);
            using var client = new HttpClient { BaseAddress = server.Url };
            while (await InvocationsAsync(client) < 2)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), Cancel);
            }
        }

        var content = await HubContent.ReadAsync(_folder, Cancel);
        Assert.HasCount(4, content.Calls);
        Assert.AreEqual(0, content.CallsDoubled, "the second life has gone on where the first was");
    }

    [TestMethod]
    public async Task A_hub_that_cannot_be_reached_is_told_with_the_setting_and_without_the_key()
    {
        var storage = await AzuriteServer.RequireAsync();
        var options = new LocalOptions
        {
            Storage = storage,
            DataFolder = _folder,
            Urls = "http://127.0.0.1:0",
            AzureLogs = "Endpoint=sb://127.0.0.1:1/;SharedAccessKeyName=any;SharedAccessKey=c2VjcmV0;UseDevelopmentEmulator=true",
        };
        var refused = await Assert.ThrowsExactlyAsync<LocalServerException>(() => LocalServer.StartAsync(options, _ => { }, Cancel));
        StringAssert.StartsWith(refused.Message, "azure-logs:");
        Assert.DoesNotContain("c2VjcmV0", refused.Message);
    }

    private static byte[] Body(int life, int partition) => Encoding.UTF8.GetBytes(
        $$"""
        {"records":[{"time":"2026-07-01T12:0{{life}}:01Z","resourceId":"/SUBSCRIPTIONS/S/RESOURCEGROUPS/G/PROVIDERS/MICROSOFT.WEB/SITES/SHOP","category":"FunctionAppLogs","operationName":"Microsoft.Web/sites/functions/log",
        "properties":{"appName":"shop","message":"Executed 'Functions.checkout' (Succeeded, Id=0000000{{life}}-000{{partition}}-0000-0000-000000000000, Duration=12ms)","category":"Function.checkout","functionName":"checkout",
        "functionInvocationId":"0000000{{life}}-000{{partition}}-0000-0000-000000000000","eventName":"FunctionCompleted"} }]}
        """);

    private async Task<long> InvocationsAsync(HttpClient client)
    {
        using var document = JsonDocument.Parse(await client.GetByteArrayAsync(new Uri("api/stats", UriKind.Relative), Cancel));
        return document.RootElement.GetProperty("instruments").TryGetProperty("anomalywatch.ingest.invocations", out var counted) ? counted.GetProperty("total").GetInt64() : 0;
    }
}
