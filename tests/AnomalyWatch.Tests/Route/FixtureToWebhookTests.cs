using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AnomalyWatch.Tests.Local.Serving;
using AnomalyWatch.Tests.Notifying.Channels;
using Azure.Storage.Queues;

namespace AnomalyWatch.Tests.Route;

/// <summary>The whole route in the shipped process: a real record of Azure's, some hours of its like, trouble in the end, and what people are told of it.</summary>
[TestClass]
public sealed class FixtureToWebhookTests
{
    private const string Secret = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
    private const int CallsPerMinute = 20;
    private const int CalmMinutes = 150;
    private const int TroubledMinutes = 12;

    private static readonly DateTimeOffset Begin = new(2026, 7, 1, 0, 0, 0, TimeSpan.Zero);

    public required TestContext TestContext { get; set; }

    private CancellationToken Cancel => TestContext.CancellationToken;

    [TestMethod]
    [Timeout(120_000, CooperativeCancellation = true)]
    public async Task Failures_in_azure_function_logs_reach_the_webhook_exactly_once_through_a_429_and_a_500_and_teams_and_slack_besides()
    {
        await using var webhook = await Receiver.StartAsync((context, number) =>
        {
            context.Response.StatusCode = number switch { 1 => 429, 2 => 500, _ => 200 };
            context.Response.Headers.RetryAfter = number == 1 ? "1" : default;
            return Task.CompletedTask;
        });
        await using var teams = await Receiver.StartAsync(202);
        await using var slack = await Receiver.StartAsync(200);
        var channels = await ChannelsAsync(webhook, teams, slack);
        try
        {
            await using var server = await ServerUnderTest.StartAsync(channels: channels);
            await EmptyQueueAsync();
            var accepted = 0;
            foreach (var body in Deliveries())
            {
                using var posted = await server.PostAsync(body, Cancel, "azure-monitor", "application/json");
                Assert.AreEqual(HttpStatusCode.Accepted, posted.StatusCode);
                accepted += (await ServerUnderTest.JsonAsync(posted, Cancel)).GetProperty("accepted").GetInt32();
            }

            using var closed = await server.Client.PostAsync(new Uri("api/clock/close", UriKind.Relative), content: null, Cancel);
            Assert.AreEqual(CallsPerMinute * (CalmMinutes + TroubledMinutes), accepted);

            await UntilAsync(() => webhook.Requests.Count >= 3 && !teams.Requests.IsEmpty && !slack.Requests.IsEmpty);
            var incident = (await server.GetAsync("api/incidents", Cancel)).GetProperty("incidents")[0];
            Assert.AreEqual("errors", incident.GetProperty("kind").GetString());
            StringAssert.EndsWith(incident.GetProperty("functions")[0].GetString(), "/test-function/hello");
            AssertOneMessage(webhook, incident);
            StringAssert.Contains(Encoding.UTF8.GetString(teams.Requests.Single().Body), "test-function/hello");
            StringAssert.Contains(Encoding.UTF8.GetString(slack.Requests.Single().Body), "test-function/hello");
            Assert.IsFalse(server.Said.Any(line => Receiver.Secrets.Any(secret => line.Contains(secret, StringComparison.Ordinal))), "a secret was shown");
        }
        finally
        {
            File.Delete(channels);
        }
    }

    private static void AssertOneMessage(Receiver webhook, JsonElement incident)
    {
        var attempts = webhook.Requests.ToList();
        Assert.HasCount(3, attempts);
        Assert.AreEqual(1, attempts.Select(attempt => attempt.Headers["webhook-id"]).Distinct(StringComparer.Ordinal).Count());
        using var message = JsonDocument.Parse(attempts[2].Body);
        Assert.AreEqual("incident.opened", message.RootElement.GetProperty("type").GetString());
        Assert.AreEqual(incident.GetProperty("id").GetString(), message.RootElement.GetProperty("data").GetProperty("id").GetString());
        StringAssert.Contains(message.RootElement.GetProperty("data").GetProperty("explanation").GetString(), "failed");
    }

    /// <summary>The completion of the fixture, once for every call, ten minutes a delivery.</summary>
    private static IEnumerable<byte[]> Deliveries()
    {
        var fixture = Path.Combine(SourceTree.Root!, "tests", "fixtures", "azure-monitor", "function-completed.json");
        var template = JsonNode.Parse(File.ReadAllBytes(fixture))!["records"]![0]!;
        foreach (var minutes in Enumerable.Range(0, CalmMinutes + TroubledMinutes).Chunk(10))
        {
            var records = new JsonArray([.. minutes.SelectMany(minute => Enumerable.Range(0, CallsPerMinute).Select(call => Completion(template, minute, call)))]);
            yield return Encoding.UTF8.GetBytes(new JsonObject { ["records"] = records }.ToJsonString());
        }
    }

    private static JsonNode Completion(JsonNode template, int minute, int call)
    {
        var record = template.DeepClone();
        var id = new Guid((minute * CallsPerMinute) + call, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ToString("D");
        var failed = minute >= CalmMinutes && call % 2 == 0;
        record["time"] = Begin.AddMinutes(minute).AddSeconds(call).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var properties = record["properties"]!;
        properties["message"] = $"Executed 'Functions.hello' ({(failed ? "Failed" : "Succeeded")}, Id={id}, Duration={40 + (call % 5)}ms)";
        properties["functionInvocationId"] = id;
        properties["eventId"] = failed ? 3 : 2;
        properties["eventName"] = "FunctionCompleted";
        return record;
    }

    private static async Task<string> ChannelsAsync(Receiver webhook, Receiver teams, Receiver slack)
    {
        var path = Path.GetTempFileName();
        var channels = new JsonArray(
            new JsonObject { ["name"] = "siem", ["type"] = "webhook", ["url"] = webhook.AddressText, ["secrets"] = new JsonArray(Secret) },
            new JsonObject { ["name"] = "team", ["type"] = "teams", ["url"] = teams.AddressText },
            new JsonObject { ["name"] = "chat", ["type"] = "slack", ["url"] = slack.AddressText });
        await File.WriteAllTextAsync(path, new JsonObject { ["channels"] = channels }.ToJsonString());
        return path;
    }

    /// <summary>The tests share one storage: hints of others concern incidents that are gone.</summary>
    private async Task EmptyQueueAsync()
    {
        var queue = new QueueClient(await AzuriteServer.RequireAsync(), "notifications");
        if (await queue.ExistsAsync(Cancel))
        {
            await queue.ClearMessagesAsync(Cancel);
        }
    }

    private async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), Cancel);
        }
    }
}
