using System.CommandLine;
using System.Globalization;
using AnomalyWatch.Local.SeriesFiles;
using AnomalyWatch.Local.Terminal;

namespace AnomalyWatch.Local;

/// <summary>The command <c>score</c>.</summary>
internal static class ScoreCommand
{
    private const double Mega = 1_000_000;

    /// <summary>The command with its options.</summary>
    public static Command Make()
    {
        var input = new Option<string>("--input") { Description = "A folder of .csv and .csv.gz files with the columns timestamp and value.", Required = true };
        var output = new Option<string>("--output")
        {
            Description = "The folder for files of the same names with the columns timestamp, value, anomaly_score (0 to 1, 0.5 is worth an alert) and severity (0 to 1).",
            Required = true,
        };
        var command = new Command("score", "Scores series of numbers, each value by nothing but those before it, with the default configuration.") { input, output };
        command.SetAction((parsed, cancellationToken) => RunAsync(new ScoreRequest(parsed.GetRequiredValue(input), parsed.GetRequiredValue(output)), Console.Out, Console.Error, cancellationToken));
        return command;
    }

    /// <summary>Scores all files; 1 where any could not be read, and the others are written all the same.</summary>
    public static async Task<int> RunAsync(ScoreRequest request, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        using var bar = ProgressBar.OnConsole();
        IReadOnlyList<(string Input, string Output)> files;
        try
        {
            files = request.Files();
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await errors.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return 1;
        }

        var (results, bytes, total) = (new (long Rows, string? Error)[files.Count], new long[files.Count], files.Sum(file => new FileInfo(file.Input).Length));
        await Parallel.ForAsync(0, files.Count, cancellationToken, (i, stop) =>
        {
            results[i] = Score(files[i].Input, files[i].Output, read => Show(bar, bytes, i, read, total), stop);
            return ValueTask.CompletedTask;
        }).ConfigureAwait(false);
        bar.Dispose();
        foreach (var (_, error) in results.Where(result => result.Error is not null))
        {
            await errors.WriteLineAsync(error).ConfigureAwait(false);
        }

        var scored = results.Count(result => result.Error is null);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{scored:N0} of {files.Count:N0} files, {results.Sum(result => result.Rows):N0} rows, written to {request.OutputFolder}")).ConfigureAwait(false);
        return scored == files.Count ? 0 : 1;
    }

    private static (long Rows, string? Error) Score(string input, string output, Action<long> progress, CancellationToken cancellationToken)
    {
        try
        {
            return (SeriesScoring.Score(input, output, progress, cancellationToken), null);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return (0, exception.Message);
        }
    }

    private static void Show(ProgressBar bar, long[] bytes, int file, long read, long total)
    {
        Volatile.Write(ref bytes[file], read);
        var done = bytes.Sum();
        bar.Show((double)done / total, string.Create(CultureInfo.InvariantCulture, $"{done / Mega:0} of {total / Mega:0} MB"));
    }
}
