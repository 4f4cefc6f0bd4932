using System.CommandLine;
using System.Diagnostics;
using AnomalyWatch.Local.Replay;

var files = new Argument<string[]>("files") { Description = "Files of canonical invocations, one JSON object per line (.jsonl, .jsonl.gz), in order of time.", Arity = ArgumentArity.OneOrMore };
var output = new Option<string>("--out") { Description = "The folder to write anomalies.jsonl, incidents.jsonl and summary.json to.", Required = true };
var replay = new Command("replay", "Leads recorded telemetry through all stages at full speed, without storage or network.") { files, output };
replay.SetAction(async (parsed, cancellationToken) =>
{
    var watch = Stopwatch.StartNew();
    try
    {
        var summary = await ReplayRun.RunAsync(parsed.GetValue(files)!, parsed.GetValue(output)!, cancellationToken);
        Console.WriteLine($"{summary.Records} records, {summary.Accepted} accepted, {summary.Anomalies} anomalies in {summary.Incidents} incidents, {watch.Elapsed.TotalSeconds:0.0} s");
        return 0;
    }
    catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
    {
        Console.Error.WriteLine(exception.Message);
        return 1;
    }
});

return await new RootCommand("AnomalyWatch on one machine.") { replay }.Parse(args).InvokeAsync();
