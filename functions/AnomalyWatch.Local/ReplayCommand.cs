using System.CommandLine;
using System.Globalization;
using AnomalyWatch.Local.Replay;
using AnomalyWatch.Local.Terminal;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Local;

/// <summary>The command <c>replay</c>.</summary>
internal static class ReplayCommand
{
    private const double Mega = 1_000_000;

    private static readonly string[] KnownSources =
    [
        Sources.Invocations, Sources.AzureMonitor, Sources.AwsCloudWatch, Sources.AwsFirehose, Sources.AwsCloudTrail, Sources.AwsTelemetry, Sources.GcpLogging,
        Sources.OtlpTraces, Sources.OtlpLogs, Sources.CloudEvents,
    ];

    /// <summary>The command with its arguments.</summary>
    public static Command Make()
    {
        var files = new Argument<string[]>("files")
        {
            Description = "Files in order of time: .jsonl or .ndjson (canonical invocations one per line, or one delivery of another source per line), "
                + ".json (one delivery), each also with .gz. Records that come after their minute was closed are counted as late and judged no more.",
            Arity = ArgumentArity.OneOrMore,
        };
        var source = new Option<string>("--source") { Description = "The format of the files.", DefaultValueFactory = _ => Sources.Invocations };
        source.AcceptOnlyFromAmong(KnownSources);
        var function = new Option<string?>("--function")
        {
            Description = "The full name of the function that the records are of (aws/ACCOUNT/REGION/NAME), for sources that do not name it, as aws-telemetry.",
        };
        var output = new Option<string>("--out")
        {
            Description = "The folder for anomalies.jsonl, incidents.jsonl and summary.json, which are the same byte for byte for the same input, "
                + "and timing.json with the seconds and records per second of this run.",
            Required = true,
        };
        var states = new Option<string?>("--states")
        {
            Description = "A folder that keeps what was learned. A replay of later files with the same folder goes on from there; its results are of its own files alone.",
        };
        var command = new Command("replay", "Leads recorded telemetry through all stages at full speed, without storage or network.")
        {
            files, source, function, output, states,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new ReplayRequest(parsed.GetRequiredValue(files), parsed.GetRequiredValue(output), parsed.GetRequiredValue(source), parsed.GetValue(function), parsed.GetValue(states)),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ReplayRequest request, CancellationToken cancellationToken)
    {
        using var bar = ProgressBar.OnConsole();
        try
        {
            var (summary, timing) = await ReplayRun.RunAsync(request, progress => Show(bar, progress), cancellationToken).ConfigureAwait(false);
            bar.Dispose();
            Tell(request, summary, timing);
            return summary.Records > 0 && summary.Accepted + summary.NotInvocations == 0 ? 1 : 0;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            bar.Dispose();
            await Console.Error.WriteLineAsync(exception.Message).ConfigureAwait(false);
            return 1;
        }
    }

    private static void Show(ProgressBar bar, in ReplayProgress progress) => bar.Show(
        progress.BytesTotal == 0 ? 0 : (double)progress.BytesRead / progress.BytesTotal,
        string.Create(CultureInfo.InvariantCulture, $"{progress.BytesRead / Mega:0} of {progress.BytesTotal / Mega:0} MB, {progress.Records:N0} records"));

    private static void Tell(ReplayRequest request, ReplaySummary summary, ReplayTiming timing)
    {
        var refused = summary.Records - summary.Accepted - summary.NotInvocations;
        Write($"{summary.Records:N0} records: {summary.Accepted:N0} accepted, {summary.NotInvocations:N0} no invocations, {refused:N0} rejected");
        foreach (var (reason, count) in summary.Rejected.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal).Take(5))
        {
            Write($"  {count:N0} rejected: {reason}");
        }

        if (summary.Late > 0)
        {
            Write($"{summary.Late:N0} came too long after their minute was closed and were not judged: files and records are expected in order of time");
        }

        Write($"{summary.Windows:N0} minutes of functions judged, of {summary.NotReadyWindows:N0} nothing could be said yet");
        Write($"{summary.Anomalies:N0} anomalies, {summary.Incidents:N0} incidents, written to {request.OutputFolder}");
        Write($"{timing.Seconds:0.0} s, {timing.RecordsPerSecond:N0} records per second");
    }

    private static void Write(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
