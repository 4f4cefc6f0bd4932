using System.CommandLine;

namespace AnomalyWatch.Training;

/// <summary><c>train --traces FILE --out DIR</c>: writes model.zip and model.json.</summary>
internal static class TrainCommand
{
    private static readonly Option<string> Traces = new("--traces")
    {
        Description = "Minute traces, CSV or CSV.gz: series, optionally its total, then the invocations of each minute of a day.",
        Required = true,
    };

    private static readonly Option<string?> Exclude = new("--exclude") { Description = "Traces whose series are left out, for instance those a demo or a test is shown with." };
    private static readonly Option<string> Output = new("--out") { Description = "The folder to write model.zip and its manifest model.json to.", Required = true };
    private static readonly Option<int> Every = new("--every") { Description = "Takes every so many series.", DefaultValueFactory = _ => 4 };
    private static readonly Option<int> Rank = new("--rank") { Description = "Directions that the PCA keeps.", DefaultValueFactory = _ => 3 };
    private static readonly Option<int> Seed = new("--seed") { Description = "The seed of all that is random.", DefaultValueFactory = _ => 20190715 };
    private static readonly Option<string> Note = new("--data-note") { Description = "Source and licence of the traces, for the manifest.", DefaultValueFactory = _ => "not told" };

    public static Command Create()
    {
        var command = new Command("train", "Trains the PCA over the signals of a minute, on traces around which durations, errors and callers are synthesised.")
        {
            Traces, Exclude, Output, Every, Rank, Seed, Note,
        };
        command.SetAction(parsed =>
        {
            try
            {
                var options = new TrainingOptions(parsed.GetValue(Every), parsed.GetValue(Rank), parsed.GetValue(Seed), parsed.GetValue(Note)!);
                options.Check();
                var excluded = parsed.GetValue(Exclude) is { } file ? TraceFile.Read(file).Select(trace => trace.Name).ToHashSet(StringComparer.Ordinal) : [];
                var traces = TraceFile.Read(parsed.GetValue(Traces)!).Where(trace => !excluded.Contains(trace.Name)).ToList();
                var trained = ModelTrainer.Train(traces, options);
                var folder = Directory.CreateDirectory(parsed.GetValue(Output)!).FullName;
                File.WriteAllBytes(Path.Combine(folder, "model.zip"), trained.ModelZip);
                File.WriteAllBytes(Path.Combine(folder, "model.json"), trained.ManifestJson);
                Console.WriteLine($"{trained.Manifest.Vectors} vectors of {trained.Manifest.Functions} functions; eigenvalues {string.Join(", ", trained.Manifest.EigenValues)}; residual variance {trained.Manifest.ResidualVariance}.");
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
}
