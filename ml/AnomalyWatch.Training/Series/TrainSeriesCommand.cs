using System.CommandLine;
using AnomalyWatch.Training.Evaluation.Kpi;

namespace AnomalyWatch.Training.Series;

/// <summary><c>train-series --kpi DIR --out DIR</c>: writes the model of sub-sequences.</summary>
internal static class TrainSeriesCommand
{
    private static readonly Option<string> Kpi = new("--kpi") { Description = "The folder of the AIOps KPI 2018 data; only the train halves are read, without their labels.", Required = true };
    private static readonly Option<string> Output = new("--out") { Description = "The folder to write model.zip and its manifest model.json to.", Required = true };
    private static readonly Option<int> Seed = new("--seed") { Description = "The seed of all that is random.", DefaultValueFactory = _ => 20180701 };
    private static readonly Option<string> Note = new("--data-note") { Description = "Source and licence of the series, for the manifest.", DefaultValueFactory = _ => "not told" };

    public static Command Create()
    {
        var command = new Command("train-series", "Trains the PCA over the last 32 residuals of a series.") { Kpi, Output, Seed, Note };
        command.SetAction(parsed =>
        {
            try
            {
                var series = KpiSeries.ReadAll(parsed.GetValue(Kpi)!);
                var (zip, json, manifest) = SubsequenceTrainer.Train([.. series.Select(kpi => (kpi.Times[..kpi.TestFrom], kpi.Values[..kpi.TestFrom]))], parsed.GetValue(Seed), parsed.GetValue(Note)!);
                var folder = Directory.CreateDirectory(parsed.GetValue(Output)!).FullName;
                File.WriteAllBytes(Path.Combine(folder, "model.zip"), zip);
                File.WriteAllBytes(Path.Combine(folder, "model.json"), json);
                Console.WriteLine($"{manifest.Vectors} sub-sequences of {manifest.Series} series; eigenvalues {string.Join(", ", manifest.EigenValues)}; residual variance {manifest.ResidualVariance}.");
                return 0;
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                Console.Error.WriteLine(exception.Message);
                return 1;
            }
        });
        return command;
    }
}
