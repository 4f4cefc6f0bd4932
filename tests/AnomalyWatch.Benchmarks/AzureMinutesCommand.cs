using System.CommandLine;
using System.Globalization;
using AnomalyWatch.Tests.Quality;
using AnomalyWatch.Training;
using AnomalyWatch.Training.Evaluation;

namespace AnomalyWatch.Benchmarks;

/// <summary><c>azure-minutes</c>: a real day of Azure functions that nobody touched, each an app of its own, so that whatever is told counts as false.</summary>
internal static class AzureMinutesCommand
{
    private const int MinutesOfDay = 1440;
    private static readonly DateTimeOffset Monday = new(2019, 7, 15, 0, 0, 0, TimeSpan.Zero);

    private static readonly Option<int> Every = new("--every") { Description = "Takes every so many series.", DefaultValueFactory = _ => 1 };
    private static readonly Option<int> Days = new("--days") { Description = "Plays the day so often, one after the other; beyond the first it is no longer untouched.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> Output = new("--out") { Description = "A file to write the same to." };
    private static readonly Option<string> Data = SharedData.Folder();

    public static Command Create()
    {
        var command = new Command("azure-minutes", "Incidents and anomalies of untouched real minutes, per 100 functions and week.") { Every, Days, Output, Data };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (every, days) = (parsed.GetValue(Every), parsed.GetValue(Days));
            var functions = TraceFile.Read(Path.Combine(parsed.GetValue(Data)!, "azure-functions-2019-minutes", "series-1day.csv.gz"))
                .Where((_, index) => index % every == 0)
                .Select(trace => ($"azure/trace/{trace.Name}/main", Enumerable.Range(0, days * MinutesOfDay).Select(minute => trace.Counts[minute % MinutesOfDay]).ToArray()))
                .ToList();
            using var route = await ReplayedMinutes.Of(functions, Monday, cancellationToken).ConfigureAwait(false);
            var weeks = functions.Count * days / 700d;
            string[] lines =
            [
                "# Untouched Azure minutes",
                "",
                FormattableString.Invariant($"    dotnet run -c Release --project tests/AnomalyWatch.Benchmarks -- azure-minutes --every {every} --days {days}"),
                "",
                FormattableString.Invariant($"{Machine.Line()} {functions.Count} functions, {days} days, {route.Counts.Windows:N0} minutes judged; default options and default model."),
                "",
                "| | count | per 100 functions and week | by kind |",
                "|---|--:|--:|---|",
                Row("incidents", [.. route.Incidents.Where(incident => incident.MergedInto is null).Select(incident => incident.Kind)], weeks),
                Row("anomalies", [.. route.Anomalies.Select(anomaly => anomaly.Kind.ToString())], weeks),
                "",
            ];
            var report = string.Join('\n', lines);
            Console.WriteLine(report);
            if (parsed.GetValue(Output) is { } file)
            {
                await File.WriteAllTextAsync(file, report, cancellationToken).ConfigureAwait(false);
            }

            return 0;
        });
        return command;
    }

    private static string Row(string name, IReadOnlyList<string> kinds, double weeks) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {kinds.Count} | {kinds.Count / weeks:0.00} | {string.Join(", ", kinds.GroupBy(kind => kind, StringComparer.Ordinal).OrderByDescending(group => group.Count()).Select(group => $"{group.Count()} {group.Key}"))} |");
}
