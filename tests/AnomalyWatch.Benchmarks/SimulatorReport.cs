using System.Globalization;
using System.Text;
using AnomalyWatch.Tests.Quality.Simulator;

namespace AnomalyWatch.Benchmarks;

/// <summary>The figures of simulated fleets as Markdown.</summary>
internal static class SimulatorReport
{
    private const int MaxFalseListed = 12;

    /// <summary>All of it.</summary>
    public static string Of(IReadOnlyList<SeedResult> results, string command, string machine)
    {
        var text = new StringBuilder();
        var first = results[0].Options;
        Line($"# Simulated fleets: what is found and what is told for nothing");
        Line($"");
        Line($"    {command}");
        Line($"");
        Line($"{machine} Seeds {string.Join(", ", results.Select(result => result.Options.Seed))}, each {first.Functions} functions for {first.Days} days; default options and default model. Found = an incident names a function, an app or a");
        Line($"caller of the run and was told while it went on or within its allowance (mostly 15 minutes); what is told of the same fleet when nothing happens finds nothing. Delay = from the begin of the run to the incident, on the log's clock.");
        Line($"");
        Summary(results, Line);
        Line($"");
        Table(results, Line);
        Line($"");
        Misses(results, Line);
        Line($"");
        FalseOnes(results, Line);
        return text.ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static void Summary(IReadOnlyList<SeedResult> results, Action<FormattableString> line)
    {
        var runs = results.SelectMany(result => result.Score.Runs).ToList();
        var weeks = results.Sum(result => result.Score.HundredFunctionWeeks);
        line($"| | |");
        line($"|---|---|");
        line($"| runs found | {Share(runs)} |");
        line($"| of those in a function's first hour | {Share(runs.Where(run => run.Run.IsFirstHour))} |");
        line($"| median delay, of those found | {Median(runs)} |");
        line($"| scenarios found in at least half of their runs | {runs.GroupBy(run => run.Run.Scenario).Count(group => 2 * group.Count(run => run.IsFound) >= group.Count())} of {runs.Select(run => run.Run.Scenario).Distinct().Count()} |");
        line($"| false incidents per 100 functions and week | {results.Sum(result => result.Score.FalseIncidents.Count) / weeks:0.00} ({results.Sum(result => result.Score.FalseIncidents.Count)} in {weeks * 100:0} function-weeks; besides {results.Sum(result => result.Score.AtReleases)} at usual releases) |");
        if (results.All(result => result.AtOne is not null))
        {
            line($"| the same where nothing happens | {results.Sum(result => result.Calm!.FalseIncidents.Count) / weeks:0.00} |");
            line($"| runs found at 1 false incident per 100 functions and week | {Share(results.SelectMany(result => result.AtOne!.Runs))} |");
            line($"| of those in a function's first hour | {Share(results.SelectMany(result => result.AtOne!.Runs).Where(run => run.Run.IsFirstHour))} |");
            line($"| median delay then | {Median(results.SelectMany(result => result.AtOne!.Runs))} |");
            line($"| runs found at 0.5 | {Share(results.SelectMany(result => result.AtHalf!.Runs))} |");
            line($"");
            line($"At 1 and at 0.5: one more replay at half of the thresholds, of which only the incidents are told whose strongest anomaly (weight times score, by its threshold) is above a limit, the lowest that keeps the budget, seed by seed.");
        }
    }

    private static void Table(IReadOnlyList<SeedResult> results, Action<FormattableString> line)
    {
        var hasSweep = results.All(result => result.AtOne is not null);
        line($"| # | scenario | found | an anomaly, but no incident | median delay | {(hasSweep ? "at 1 | at 0.5 |" : "")}");
        line($"|--:|---|--:|--:|--:|{(hasSweep ? "--:|--:|" : "")}");
        foreach (var scenario in results.SelectMany(result => result.Score.Runs).GroupBy(run => run.Run.Scenario).OrderBy(group => group.Key))
        {
            var sweep = hasSweep ? $" {Found(results.SelectMany(result => result.AtOne!.Runs), scenario.Key)} | {Found(results.SelectMany(result => result.AtHalf!.Runs), scenario.Key)} |" : "";
            line($"| {scenario.Key} | {scenario.First().Run.Name} | {scenario.Count(run => run.IsFound)}/{scenario.Count()} | {scenario.Count(run => run.IsSeen && !run.IsFound)} | {Median(scenario)} |{sweep}");
        }
    }

    private static void Misses(IReadOnlyList<SeedResult> results, Action<FormattableString> line)
    {
        line($"Runs that were not found, with the strongest anomaly that was seen of them, also at lower thresholds:");
        line($"");
        foreach (var result in results)
        {
            foreach (var run in result.Score.Runs.Where(run => !run.IsFound).OrderBy(run => run.Run.Scenario))
            {
                line($"- {run.Run.Scenario} {run.Run.Name}, seed {result.Options.Seed}, {run.Run.Start:ddd HH:mm} {run.Run.Functions[0]}{(run.Run.IsFirstHour ? " (first hour)" : "")}: {run.Nearest}");
            }
        }
    }

    private static void FalseOnes(IReadOnlyList<SeedResult> results, Action<FormattableString> line)
    {
        line($"False incidents, by kind and by the benign event they came with:");
        line($"");
        foreach (var group in results.SelectMany(result => result.Score.FalseIncidents).GroupBy(pair => (pair.Incident.Kind, pair.Benign)).OrderByDescending(group => group.Count()).ThenBy(group => group.Key.Kind, StringComparer.Ordinal))
        {
            line($"- {group.Count()} {group.Key.Kind}{(group.Key.Benign.Length > 0 ? $" at a {group.Key.Benign}" : "")}");
            foreach (var (incident, _) in group.Take(MaxFalseListed))
            {
                var worst = incident.Anomalies.MaxBy(anomaly => anomaly.Score)!;
                line($"  - {incident.FirstSeen:ddd HH:mm} {worst.Function}: {worst.Signal} {worst.Observed:0.#} instead of {worst.ExpectedLow:0.#} to {worst.ExpectedHigh:0.#}, score {worst.Score:0.0}");
            }
        }
    }

    private static string Found(IEnumerable<RunResult> runs, int scenario) => Count(runs.Where(run => run.Run.Scenario == scenario));

    private static string Count(IEnumerable<RunResult> runs) => FormattableString.Invariant($"{runs.Count(run => run.IsFound)}/{runs.Count()}");

    private static string Share(IEnumerable<RunResult> runs) => FormattableString.Invariant($"{100d * runs.Count(run => run.IsFound) / Math.Max(1, runs.Count()):0.0} % ({Count(runs)})");

    private static string Median(IEnumerable<RunResult> runs)
    {
        var delays = runs.Where(run => run.IsFound).Select(run => run.Delay!.Value).Order().ToList();
        return delays.Count == 0 ? "" : FormattableString.Invariant($"{delays[delays.Count / 2].TotalMinutes:0.0} min");
    }
}
