using System.Reflection;
using AnomalyWatch.Functions;
using AnomalyWatch.Local.Costs;
using AnomalyWatch.Pipeline.Streaming;
using Microsoft.Azure.Functions.Worker;

namespace AnomalyWatch.Tests.Infra;

/// <summary>The deployment makes what the code asks for, under the names that it asks for.</summary>
[TestClass]
public sealed class NamesTests
{
    [TestMethod]
    public async Task Hubs_and_consumer_groups_are_those_of_the_code()
    {
        var deployment = await Deployment.OfAsync("small");
        AreSame([HubNames.Invocations, HubNames.Findings, HubNames.AzureLogs], deployment.Of("Microsoft.EventHub/namespaces/eventhubs"));
        var groups = deployment.Of("Microsoft.EventHub/namespaces/eventhubs/consumergroups").Select(group => string.Join('/', group.Name.Split('/')[1..]));
        CollectionAssert.AreEquivalent(
            new[]
            {
                $"{HubNames.Invocations}/{HubNames.ScoreGroup}", $"{HubNames.Findings}/{HubNames.GroupGroup}", $"{HubNames.AzureLogs}/{HubNames.IngestGroup}",
                $"{HubNames.Invocations}/{HubNames.ReplayGroup}", $"{HubNames.Findings}/{HubNames.ReplayGroup}", $"{HubNames.AzureLogs}/{HubNames.ReplayGroup}",
            },
            groups.ToArray());
    }

    [TestMethod]
    public async Task Containers_tables_and_queues_are_those_of_the_code()
    {
        var deployment = await Deployment.OfAsync("small");
        AreSame(StorageNames.Tables, deployment.Of("Microsoft.Storage/storageAccounts/tableServices/tables"));
        AreSame(StorageNames.Queues, deployment.Of("Microsoft.Storage/storageAccounts/queueServices/queues"));
        var containers = deployment.Of("Microsoft.Storage/storageAccounts/blobServices/containers").ToLookup(container => container.Name.Split('/')[0].EndsWith("data", StringComparison.Ordinal));
        AreSame(StorageNames.Containers, containers[true]);
        Assert.IsTrue(containers[false].All(container => container.ShortName == "packages"), "host accounts keep packages, and what the host adds");
    }

    [TestMethod]
    public async Task An_app_runs_its_own_functions_and_switches_all_others_off()
    {
        var deployment = await Deployment.OfAsync("small");
        foreach (var stage in Stage.All)
        {
            var settings = deployment.SettingsOf(stage.Name);
            Assert.AreEqual(stage.Name, settings[SettingNames.Stage]);
            var off = settings.Where(setting => setting.Key.StartsWith("AzureWebJobs_", StringComparison.Ordinal)).Select(setting => $"{setting.Key}={setting.Value}");
            CollectionAssert.AreEquivalent(stage.Others.Select(function => SettingNames.Disabled(function) + "=true").ToArray(), off.ToArray(), stage.Name);
        }
    }

    [TestMethod]
    public void The_stages_share_no_function()
    {
        var functions = Stage.All.SelectMany(stage => stage.Functions).ToList();
        Assert.HasCount(9, functions.Distinct(StringComparer.Ordinal));
        Assert.HasCount(9, functions);
        CollectionAssert.AreEquivalent(new[] { "Score", "Group", "Notify", "NotifySweep", "Retrain", "Incidents" }, Stage.Ingest.Others.ToArray());
    }

    [TestMethod]
    public void A_door_belongs_to_a_stage()
    {
        var doors = typeof(Stage).Assembly.GetTypes()
            .SelectMany(type => type.GetMethods())
            .Select(method => method.GetCustomAttribute<FunctionAttribute>()?.Name)
            .OfType<string>()
            .ToList();
        Assert.IsNotEmpty(doors);
        Assert.AreEqual("", string.Join(", ", doors.Except(Stage.All.SelectMany(stage => stage.Functions))));
    }

    [TestMethod]
    [DataRow("ingest", "EventHubs,AzureLogs", "blob", "ANOMALYWATCH_KEYS")]
    [DataRow("score", "EventHubs", "blob,table,queue", "")]
    [DataRow("notify", "EventHubs", "blob,table,queue", "ANOMALYWATCH_READERS,ANOMALYWATCH_CHANNELS")]
    public async Task An_app_is_told_what_it_needs_and_nothing_else(string stage, string hubs, string storage, string secrets)
    {
        var expected = new List<string>
        {
            "AzureWebJobsStorage__blobServiceUri", "AzureWebJobsStorage__credential", "AzureWebJobsStorage__clientId",
            SettingNames.Insights, "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", SettingNames.ClientId, SettingNames.Stage,
            SettingNames.DataStorage + "__credential", SettingNames.DataStorage + "__clientId",
        };
        expected.AddRange(hubs.Split(',').SelectMany(hub => new[] { SettingNames.HostOf(hub), hub + "__credential", hub + "__clientId" }));
        expected.AddRange(storage.Split(',').Select(part => part switch
        {
            "blob" => SettingNames.BlobsOf(SettingNames.DataStorage),
            "table" => SettingNames.TablesOf(SettingNames.DataStorage),
            _ => SettingNames.QueuesOf(SettingNames.DataStorage),
        }));
        expected.AddRange(secrets.Split(',', StringSplitOptions.RemoveEmptyEntries));
        expected.AddRange(Stage.All.Single(one => one.Name == stage).Others.Select(SettingNames.Disabled));
        CollectionAssert.AreEquivalent(expected, (await Deployment.OfAsync("small")).SettingsOf(stage).Keys.ToList());
    }

    [TestMethod]
    public async Task Secrets_are_the_settings_that_refer_to_a_vault_and_no_others()
    {
        var deployment = await Deployment.OfAsync("small");
        var referring = Stage.All.SelectMany(stage => deployment.SettingsOf(stage.Name))
            .Where(setting => setting.Value.Contains(SettingNames.UnresolvedReference, StringComparison.Ordinal))
            .Select(setting => setting.Key);
        CollectionAssert.AreEquivalent(new[] { SettingNames.Keys, SettingNames.Readers, SettingNames.Channels }, referring.ToArray());
    }

    [TestMethod]
    [DataRow("small")]
    [DataRow("medium")]
    [DataRow("large")]
    public async Task The_bill_is_worked_out_for_what_is_deployed(string size)
    {
        var deployment = await Deployment.OfAsync(size);
        var expected = DeploymentSize.All.Single(one => one.Name == size);
        var partitions = deployment.Of("Microsoft.EventHub/namespaces/eventhubs").Where(hub => hub.Properties.TryGetProperty("partitionCount", out _)).ToLookup(hub => hub.ShortName, hub => hub.Value("partitionCount"));
        Assert.AreEqual($"{expected.InvocationPartitions}", partitions[HubNames.Invocations].First());
        Assert.AreEqual($"{expected.FindingPartitions}", partitions[HubNames.Findings].First());
        Assert.AreEqual($"{expected.LogPartitions}", partitions[HubNames.AzureLogs].Single());
        Assert.AreEqual($"{expected.ThroughputUnits}", deployment.Of("Microsoft.EventHub/namespaces").Single().Json.GetProperty("sku").GetProperty("capacity").ToString());
        var score = deployment.Of("Microsoft.Web/sites").Single(app => app.Name.EndsWith("-score", StringComparison.Ordinal));
        Assert.AreEqual($"{expected.ScoreGigabytes * 1024}", score.Value("functionAppConfig.scaleAndConcurrency.instanceMemoryMB"));
    }

    private static void AreSame(IEnumerable<string> names, IEnumerable<PredictedResource> resources) =>
        CollectionAssert.AreEquivalent(names.ToArray(), resources.Select(resource => resource.ShortName).ToArray());
}
