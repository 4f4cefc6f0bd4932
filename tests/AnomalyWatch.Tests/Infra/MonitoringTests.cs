using System.Text.Json;
using System.Text.RegularExpressions;
using AnomalyWatch.Functions;
using AnomalyWatch.Pipeline;

namespace AnomalyWatch.Tests.Infra;

/// <summary>What the portal asks for is what the code emits: a query with a name of its own finds nothing, and nobody notices.</summary>
[TestClass]
public sealed partial class MonitoringTests
{
    // What Application Insights writes of metrics, incoming calls and activities.
    private static readonly HashSet<string> Tables = ["AppMetrics", "AppRequests", "AppDependencies"];

    [TestMethod]
    public async Task Every_query_names_metrics_that_are_emitted()
    {
        var emitted = EmittedMetrics.Names();
        var asked = (await QueriesAsync()).SelectMany(query => Metric().Matches(query).Select(match => match.Value)).Distinct(StringComparer.Ordinal).ToList();
        Assert.IsGreaterThan(15, asked.Count);
        Assert.AreEqual("", string.Join(", ", asked.Where(name => !emitted.Contains(name))));
    }

    [TestMethod]
    public async Task Every_query_reads_a_table_that_is_written()
    {
        foreach (var query in await QueriesAsync())
        {
            Assert.Contains(query.Split('|')[0].Trim(), Tables, query);
        }
    }

    [TestMethod]
    public async Task Every_query_reads_tags_that_are_set()
    {
        var sources = string.Concat(Directory.EnumerateFiles(Path.Combine(SourceTree.Root!, "functions", "AnomalyWatch.Pipeline"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        foreach (var tag in (await QueriesAsync()).SelectMany(query => Tag().Matches(query).Select(match => match.Groups["name"].Value)).Distinct(StringComparer.Ordinal))
        {
            Assert.Contains($"\"{tag}\"", sources, tag);
        }
    }

    [TestMethod]
    public async Task Every_query_for_activities_names_the_one_that_there_is()
    {
        var activities = (await QueriesAsync()).Where(query => query.StartsWith("AppDependencies", StringComparison.Ordinal)).ToList();
        Assert.IsNotEmpty(activities);
        Assert.IsTrue(activities.All(query => query.Contains($"Name == \"{IncidentTrace.ActivityName}\"", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("lag", "anomalywatch.stream.lag")]
    [DataRow("quarantine-growth", "anomalywatch.quarantine.kept")]
    [DataRow("notifier-failures", "anomalywatch.notifying.dead_lettered")]
    [DataRow("model-too-old", "anomalywatch.scoring.model_trained_until")]
    [DataRow("no-telemetry", "anomalywatch.ingest.records")]
    [DataRow("events-lost", "anomalywatch.stream.lost")]
    [DataRow("incidents-unwritten", "anomalywatch.alerting.incidents_unwritten")]
    public async Task The_pipelines_own_health_has_an_alert(string alert, string metric)
    {
        var rule = (await Deployment.OfAsync("small")).Of("Microsoft.Insights/scheduledQueryRules").Single(rule => rule.Name.EndsWith($"-{alert}", StringComparison.Ordinal));
        Assert.Contains(metric, Query(rule));
        Assert.AreEqual("True", rule.Value("enabled"));
    }

    [TestMethod]
    public async Task Every_alert_tells_the_people_in_the_parameter_file()
    {
        var deployment = await Deployment.OfAsync("small");
        var people = deployment.Of("Microsoft.Insights/actionGroups").Single();
        foreach (var rule in deployment.Of("Microsoft.Insights/scheduledQueryRules").Concat(deployment.Of("Microsoft.Insights/metricAlerts")))
        {
            Assert.Contains(people.Id, rule.Properties.GetProperty("actions").GetRawText(), rule.Name);
        }
    }

    [TestMethod]
    public async Task An_alert_about_failing_functions_names_all_of_them()
    {
        var rule = (await Deployment.OfAsync("small")).Of("Microsoft.Insights/scheduledQueryRules").Single(rule => rule.Name.EndsWith("-functions-fail", StringComparison.Ordinal));
        foreach (var function in Stage.All.SelectMany(stage => stage.Functions))
        {
            Assert.Contains($"\"{function}\"", Query(rule));
        }
    }

    private static string Query(PredictedResource rule) => rule.Properties.GetProperty("criteria").GetProperty("allOf")[0].GetProperty("query").GetString()!;

    private static async Task<List<string>> QueriesAsync()
    {
        var queries = (await Deployment.OfAsync("small")).Of("Microsoft.Insights/scheduledQueryRules").Select(Query).ToList();
        using var workbook = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(SourceTree.Root!, "infra", "modules", "workbook.json")));
        queries.AddRange(workbook.RootElement.GetProperty("items").EnumerateArray()
            .Where(item => item.GetProperty("type").GetInt32() == 3)
            .Select(item => item.GetProperty("content").GetProperty("query").GetString()!));
        return queries;
    }

    [GeneratedRegex(@"anomalywatch(\.[a-z_]+){2,}")]
    private static partial Regex Metric();

    [GeneratedRegex("Properties\\[\"(?<name>[^\"]+)\"\\]")]
    private static partial Regex Tag();
}
