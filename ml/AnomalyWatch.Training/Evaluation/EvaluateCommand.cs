using System.CommandLine;
using AnomalyWatch.Training.Evaluation.Kpi;
using AnomalyWatch.Training.Evaluation.Nab;
using AnomalyWatch.Training.Evaluation.Nezha;

namespace AnomalyWatch.Training.Evaluation;

/// <summary><c>evaluate nab|kpi|nezha</c>: judges a public benchmark's series with the scorer as it is shipped, and reports figures beside those of others.</summary>
internal static class EvaluateCommand
{
    private static readonly Option<string?> Output = new("--out") { Description = "A file to write the same to." };

    public static Command Create() => new("evaluate", "Judges a public benchmark with the default options and the default model.")
    {
        Benchmark("nab", "nab", "The Numenta Anomaly Benchmark by its own scoring. The folder is laid out as in github.com/numenta/NAB.", NabReport.Of),
        Benchmark("kpi", "aiops-kpi-2018", "The AIOps challenge of 2018 by events.", KpiReport.Of),
        Benchmark("nezha", "nezha-online-boutique", "The faults of Nezha's Online Boutique, many signals together.", NezhaReport.Of),
    };

    private static Command Benchmark(string name, string folder, string description, Func<string, string> report)
    {
        var data = new Option<string>("--data")
        {
            Description = "The folder of the benchmark.",
            DefaultValueFactory = _ => Path.Combine(Environment.GetEnvironmentVariable("ANOMALYWATCH_SHARED") ?? "../shared", "data", "anomaly-benchmarks", folder),
        };
        var command = new Command(name, description) { data, Output };
        command.SetAction(parsed =>
        {
            try
            {
                var (title, body) = SplitTitle(report(parsed.GetValue(data)!));
                var text = $"{title}\n\n    dotnet run -c Release --project ml/AnomalyWatch.Training -- evaluate {name}\n\n{Machine.Line()} Default options, default model.\n{body}";
                Console.Write(text);
                if (parsed.GetValue(Output) is { } file)
                {
                    File.WriteAllText(file, text);
                }

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

    private static (string Title, string Body) SplitTitle(string report)
    {
        var end = report.IndexOf('\n', StringComparison.Ordinal);
        return (report[..end], report[(end + 1)..]);
    }
}
