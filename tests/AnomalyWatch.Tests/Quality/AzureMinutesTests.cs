using System.Diagnostics;
using AnomalyWatch.Local.Replay;
using AnomalyWatch.Training;

namespace AnomalyWatch.Tests.Quality;

/// <summary>
/// A real day of Azure functions, of which nobody says that anything happened: whatever is told of it may be a false alert. What all of
/// them gave is written in azure-minutes.md.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class AzureMinutesTests
{
    private const string Traces = "data/invocation-telemetry/azure-functions-2019-minutes/series-1day.csv.gz";
    private const double MostIncidents = 1;
    private const double MostAnomalies = 10;

    private static readonly DateTimeOffset Day = new(2019, 7, 15, 0, 0, 0, TimeSpan.Zero);

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public Task Every_twelfth_function_gives_at_most_one_incident_per_hundred_functions_and_day() => Replay(every: 12);

    [TestMethod]
    [TestCategory("Long")]
    public Task All_functions_give_at_most_one_incident_per_hundred_functions_and_day() => Replay(every: 1);

    private async Task Replay(int every)
    {
        var functions = TraceFile.Read(SharedFolder.File(Traces))
            .Where((_, index) => index % every == 0)
            .Select(trace => ($"azure/trace/{trace.Name}/main", trace.Counts))
            .ToList();
        var watch = Stopwatch.StartNew();
        using var route = await ReplayedMinutes.Of(functions, Day, TestContext.CancellationToken);
        var measured = Tell(route, functions.Count, watch.Elapsed);
        TestContext.WriteLine(measured);

        var hundreds = functions.Count / 100d;
        Assert.IsTrue(
            route.Incidents.Count <= MostIncidents * hundreds && route.Anomalies.Count <= MostAnomalies * hundreds,
            $"At most {MostIncidents} incident and {MostAnomalies} anomalies per 100 functions and day are allowed.{Environment.NewLine}{measured}");
    }

    private static string Tell(ReplayRoute route, int functions, TimeSpan took) => string.Join(Environment.NewLine,
        FormattableString.Invariant($"{functions} functions, {route.Counts.Windows:N0} minutes judged, {took.TotalSeconds:0.0} s"),
        FormattableString.Invariant($"{route.Incidents.Count} incidents, {route.Incidents.Count * 100d / functions:0.00} per 100 functions and day: {ByKind(route.Incidents.Select(incident => incident.Kind))}"),
        FormattableString.Invariant($"{route.Anomalies.Count} anomalies, {route.Anomalies.Count * 100d / functions:0.00} per 100 functions and day: {ByKind(route.Anomalies.Select(anomaly => anomaly.Kind.ToString()))}"));

    private static string ByKind(IEnumerable<string> kinds) =>
        string.Join(", ", kinds.GroupBy(kind => kind, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => $"{group.Count()} {group.Key}"));
}
