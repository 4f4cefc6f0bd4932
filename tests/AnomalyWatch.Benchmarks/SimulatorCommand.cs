using System.CommandLine;
using System.Diagnostics;
using AnomalyWatch.Detection.Scoring;
using AnomalyWatch.Tests.Quality.Simulator;
using AnomalyWatch.Training.Evaluation;
using AnomalyWatch.Training.Simulating;

namespace AnomalyWatch.Benchmarks;

/// <summary><c>simulator</c>: leads simulated telemetry through all stages with the settings that are shipped, and says what they found and what they told for nothing.</summary>
internal static class SimulatorCommand
{
    /// <summary>The thresholds of the replay that the sweep cuts from, as a share of the usual ones.</summary>
    private const double LowShare = 0.5;

    private static readonly Option<int[]> Seeds = new("--seed")
    {
        Description = "The seeds. Even ones are for tuning, odd ones for reporting; 1, 3 and 5 are what is reported.",
        DefaultValueFactory = _ => [1, 3, 5],
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> Functions = new("--functions") { Description = "Functions.", DefaultValueFactory = _ => 200 };
    private static readonly Option<int> Days = new("--days") { Description = "Days.", DefaultValueFactory = _ => 7 };
    private static readonly Option<string> Scenarios = new("--scenarios") { Description = "all, or numbers such as 1,5,20-23.", DefaultValueFactory = _ => "all" };
    private static readonly Option<bool> Quick = new("--quick") { Description = "One replay a seed instead of three: no sweep, no nearest score, and what is found by chance is not taken off." };
    private static readonly Option<string?> Output = new("--out") { Description = "A file to write the same to." };
    private static readonly Option<string> Data = SharedData.Folder();

    public static Command Create()
    {
        var command = new Command("simulator", "What is found of the 36 scenarios, and what is told for nothing.") { Seeds, Functions, Days, Scenarios, Quick, Output, Data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var results = new List<SeedResult>();
            foreach (var seed in parsed.GetValue(Seeds)!)
            {
                var options = new SimulationOptions
                {
                    Seed = seed,
                    Functions = parsed.GetValue(Functions),
                    Days = parsed.GetValue(Days),
                    Scenarios = SimulationOptions.ReadScenarios(parsed.GetValue(Scenarios)!),
                };
                results.Add(await PlayAsync(Simulation.Make(parsed.GetValue(Data)!, options), options, parsed.GetValue(Quick), cancellationToken).ConfigureAwait(false));
            }

            // Paths are of the machine and change nothing.
            var arguments = string.Join(' ', parsed.Tokens.Where((token, i) => !IsPath(token.Value) && (i == 0 || !IsPath(parsed.Tokens[i - 1].Value))).Select(token => token.Value));
            var report = SimulatorReport.Of(results, $"dotnet run -c Release --project tests/AnomalyWatch.Benchmarks -- simulator {arguments}".TrimEnd(), Machine.Line());
            Console.WriteLine(report);
            if (parsed.GetValue(Output) is { } file)
            {
                await File.WriteAllTextAsync(file, report, cancellationToken).ConfigureAwait(false);
            }

            return 0;
        });
        return command;
    }

    private static bool IsPath(string token) => token is "--out" or "--data";

    private static async Task<SeedResult> PlayAsync(Simulation simulation, SimulationOptions options, bool isQuick, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var played = await PlayedTelemetry.Of(simulation, detector: null, cancellationToken).ConfigureAwait(false);
        await Console.Error.WriteLineAsync($"seed {options.Seed}: {played.Windows:N0} minutes judged, {played.Incidents.Count:N0} incidents, {watch.Elapsed.TotalSeconds:0} s").ConfigureAwait(false);
        if (isQuick)
        {
            return new SeedResult(options, simulation.Truth, SimulatorScore.Of(simulation.Truth, played, calm: null, low: null), null, null, null);
        }

        var usual = new DetectorOptions();
        var low = usual with { Threshold = usual.Threshold * LowShare, NoveltyThreshold = usual.NoveltyThreshold * LowShare };
        var still = simulation.WithoutScenarios();
        var calm = await PlayedTelemetry.Of(still, detector: null, cancellationToken).ConfigureAwait(false);
        var lowPlayed = await PlayedTelemetry.Of(simulation, low, cancellationToken).ConfigureAwait(false);
        await Console.Error.WriteLineAsync($"seed {options.Seed}: {calm.Incidents.Count:N0} incidents where nothing happens, {lowPlayed.Incidents.Count:N0} at {LowShare:0.0} of the thresholds, {watch.Elapsed.TotalSeconds:0} s").ConfigureAwait(false);
        return new SeedResult(
            options,
            simulation.Truth,
            SimulatorScore.Of(simulation.Truth, played, calm, lowPlayed),
            SimulatorScore.AtBudget(simulation.Truth, lowPlayed, calm, 0.5),
            SimulatorScore.AtBudget(simulation.Truth, lowPlayed, calm, 1),
            SimulatorScore.Of(still.Truth, calm, calm: null, low: null));
    }
}
