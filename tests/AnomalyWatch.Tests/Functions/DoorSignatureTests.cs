using System.Reflection;
using System.Text.Json;
using AnomalyWatch.Functions;
using AnomalyWatch.Local.Costs;
using AnomalyWatch.Pipeline.Notifying;
using AnomalyWatch.Pipeline.Streaming;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AnomalyWatch.Tests.Functions;

/// <summary>Signatures and settings that really bind, as they were tried on the host.</summary>
[TestClass]
public sealed class DoorSignatureTests
{
    private static readonly IReadOnlyList<MethodInfo> Doors = [.. typeof(Stage).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Where(method => method.GetCustomAttribute<FunctionAttribute>() is not null)];

    [TestMethod]
    [DataRow("Score", HubNames.Invocations, HubNames.ScoreGroup, SettingNames.EventHubs)]
    [DataRow("Group", HubNames.Findings, HubNames.GroupGroup, SettingNames.EventHubs)]
    [DataRow("IngestAzureLogs", HubNames.AzureLogs, HubNames.IngestGroup, SettingNames.AzureLogs)]
    public void A_door_behind_a_hub_takes_bytes_with_their_places_and_is_run_again_when_it_fails(string function, string hub, string group, string connection)
    {
        var door = Door(function);
        var parameters = door.GetParameters();
        var trigger = parameters[0].GetCustomAttribute<EventHubTriggerAttribute>()!;
        Assert.AreEqual((hub, group, connection), (trigger.EventHubName, trigger.ConsumerGroup, trigger.Connection));
        CollectionAssert.AreEqual(
            new[] { typeof(byte[][]), typeof(long[]), typeof(DateTime[]), typeof(FunctionContext), typeof(CancellationToken) }, parameters.Select(parameter => parameter.ParameterType).ToArray());
        CollectionAssert.AreEqual(new[] { "sequenceNumberArray", "enqueuedTimeUtcArray" }, parameters[1..3].Select(parameter => parameter.Name).ToArray());
        var retry = door.GetCustomAttribute<FixedDelayRetryAttribute>()!;
        Assert.IsGreaterThan(0, retry.MaxRetryCount);
        Assert.IsGreaterThan(TimeSpan.Zero, TimeSpan.Parse(retry.DelayInterval, System.Globalization.CultureInfo.InvariantCulture));
    }

    [TestMethod]
    public void A_door_behind_a_queue_has_no_retry_of_its_own()
    {
        var door = Door("Notify");
        Assert.IsNull(door.GetCustomAttribute<FixedDelayRetryAttribute>());
        var trigger = door.GetParameters()[0].GetCustomAttribute<QueueTriggerAttribute>()!;
        Assert.AreEqual((StorageNotificationQueue.QueueName, SettingNames.DataStorage), (trigger.QueueName, trigger.Connection));
        Assert.AreEqual(typeof(string), door.GetParameters()[0].ParameterType);
    }

    [TestMethod]
    [DataRow("IngestHttp", "get head post options")]
    [DataRow("Incidents", "get head post delete")]
    public void A_door_of_HTTP_reads_the_body_itself_under_every_path(string function, string methods)
    {
        var door = Door(function);
        var parameter = door.GetParameters().Single();
        var trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()!;
        Assert.AreEqual((typeof(HttpRequest), typeof(Task<IActionResult>)), (parameter.ParameterType, door.ReturnType));
        Assert.AreEqual((AuthorizationLevel.Anonymous, "{*path}"), (trigger.AuthLevel, trigger.Route));
        Assert.AreEqual(methods, string.Join(' ', trigger.Methods));
    }

    [TestMethod]
    public void The_bill_knows_how_often_the_clock_ticks()
    {
        var schedule = Door("Tick").GetParameters()[0].GetCustomAttribute<TimerTriggerAttribute>()!.Schedule;
        Assert.AreEqual($"*/{CostAssumptions.TickSeconds} * * * * *", schedule);
    }

    [TestMethod]
    public void The_host_adds_no_prefix_and_starts_at_the_oldest_event()
    {
        using var host = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SourceTree.Root!, "functions", "AnomalyWatch.Functions", "host.json")));
        var extensions = host.RootElement.GetProperty("extensions");
        Assert.AreEqual("", extensions.GetProperty("http").GetProperty("routePrefix").GetString());
        var hubs = extensions.GetProperty("eventHubs");
        Assert.AreEqual("fromStart", hubs.GetProperty("initialOffsetOptions").GetProperty("type").GetString());
        Assert.IsGreaterThanOrEqualTo(hubs.GetProperty("maxEventBatchSize").GetInt32(), hubs.GetProperty("prefetchCount").GetInt32());
        Assert.AreEqual(StorageNotificationQueue.MaxDequeues, extensions.GetProperty("queues").GetProperty("maxDequeueCount").GetInt32());
    }

    [TestMethod]
    public void Every_value_of_the_host_has_its_reason_in_the_readme()
    {
        using var host = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(SourceTree.Root!, "functions", "AnomalyWatch.Functions", "host.json")));
        var readme = File.ReadAllText(Path.Combine(SourceTree.Root!, "functions", "README.md"));
        foreach (var name in Leaves(host.RootElement).Where(name => name != "version"))
        {
            Assert.Contains($"`{name}`", readme, name);
        }
    }

    private static MethodInfo Door(string function) => Doors.Single(door => door.GetCustomAttribute<FunctionAttribute>()!.Name == function);

    private static IEnumerable<string> Leaves(JsonElement element, string path = "") => element.EnumerateObject().SelectMany(property =>
        property.Value.ValueKind == JsonValueKind.Object ? Leaves(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}") : [property.Name]);
}
