using System.CommandLine;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace AnomalyWatch.Training.Simulating;

/// <summary><c>simulate --out DIR</c>: writes invocations.ndjson.gz, truth.json and manifest.json.</summary>
internal static class SimulateCommand
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static readonly Option<int> Seed = new("--seed") { Description = "The seed of all that is random. Tune with even seeds, report with odd ones: each half takes other series of the trace.", Required = true };
    private static readonly Option<int> Functions = new("--functions") { Description = "Functions that are there from the beginning on.", DefaultValueFactory = _ => 200 };
    private static readonly Option<int> Days = new("--days") { Description = "Days, of which the first is a Monday.", DefaultValueFactory = _ => 7 };
    private static readonly Option<string> Scenarios = new("--scenarios") { Description = "all, none, or numbers such as 1,5,20-23.", DefaultValueFactory = _ => "all" };
    private static readonly Option<int> Runs = new("--runs") { Description = "How often each scenario is played; 0 for as often as there is room.", DefaultValueFactory = _ => 0 };
    private static readonly Option<string> Data = new("--data") { Description = "The folder of the recorded data.", DefaultValueFactory = _ => "../shared/data/invocation-telemetry" };
    private static readonly Option<string> Output = new("--out") { Description = "The folder to write to; made where absent.", Required = true };

    public static Command Create()
    {
        var command = new Command("simulate", "Simulates the telemetry of functions to which the scenarios happen, with the truth about it.") { Seed, Functions, Days, Scenarios, Runs, Data, Output };
        command.SetAction(parsed =>
        {
            try
            {
                var options = new SimulationOptions
                {
                    Seed = parsed.GetValue(Seed),
                    Functions = parsed.GetValue(Functions),
                    Days = parsed.GetValue(Days),
                    Scenarios = SimulationOptions.ReadScenarios(parsed.GetValue(Scenarios)!),
                    Runs = parsed.GetValue(Runs),
                };
                Write(Simulation.Make(parsed.GetValue(Data)!, options), options, Directory.CreateDirectory(parsed.GetValue(Output)!).FullName);
                return 0;
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
            {
                Console.Error.WriteLine(exception.Message);
                return 1;
            }
        });
        return command;
    }

    private static void Write(Simulation simulation, SimulationOptions options, string folder)
    {
        var telemetry = Path.Combine(folder, "invocations.ndjson.gz");
        long records = 0;
        using (var packed = new GZipStream(File.Create(telemetry), CompressionLevel.Fastest))
        {
            foreach (var (minute, lines) in simulation.Lines().Index())
            {
                packed.Write(lines.Span);
                records += lines.Span.Count((byte)'\n');
                if ((minute + 1) % 1440 == 0)
                {
                    Console.WriteLine(FormattableString.Invariant($"{(minute + 1) / 1440} of {options.Days} days, {records:N0} records"));
                }
            }
        }

        File.WriteAllBytes(Path.Combine(folder, "truth.json"), [.. JsonSerializer.SerializeToUtf8Bytes(simulation.Truth, Json), (byte)'\n']);
        var manifest = new SimulationManifest(options, records, Hash(telemetry), Hash(Path.Combine(folder, "truth.json")), SourceData.Sources);
        File.WriteAllBytes(Path.Combine(folder, "manifest.json"), [.. JsonSerializer.SerializeToUtf8Bytes(manifest, Json), (byte)'\n']);
        Console.WriteLine(FormattableString.Invariant($"{records:N0} records of {simulation.Truth.Functions} functions, {simulation.Truth.Runs.Count} runs of {simulation.Truth.Runs.Select(run => run.Scenario).Distinct().Count()} scenarios, written to {folder}"));
    }

    private static string Hash(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
