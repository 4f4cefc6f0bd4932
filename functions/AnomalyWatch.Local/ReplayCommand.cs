using System.CommandLine;
using System.Diagnostics;
using AnomalyWatch.Local.Replay;

namespace AnomalyWatch.Local;

/// <summary><c>replay</c>: recorded telemetry through all stages, at full speed.</summary>
internal static class ReplayCommand
{
    /// <summary>The command.</summary>
    public static Command Make()
    {
        var files = new Argument<string[]>("files") { Description = "Files of canonical invocations, one JSON object per line (.jsonl, .jsonl.gz), in order of time.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--out") { Description = "The folder to write anomalies.jsonl, incidents.jsonl and summary.json to.", Required = true };
        var command = new Command("replay", "Leads recorded telemetry through all stages at full speed, without storage or network.") { files, output };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed.GetValue(files)!, parsed.GetValue(output)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string[] files, string output, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            var summary = await ReplayRun.RunAsync(files, output, cancellationToken);
            Console.WriteLine($"{summary.Records} records, {summary.Accepted} accepted, {summary.Anomalies} anomalies in {summary.Incidents} incidents, {watch.Elapsed.TotalSeconds:0.0} s");
            return 0;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }
}
