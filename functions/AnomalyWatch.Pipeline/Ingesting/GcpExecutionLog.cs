using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads an entry of the first generation's log. "Function execution started" and "Function execution took 800 ms, finished with status: 'ok'"
/// are written at the beginning and at the end; what the function's own code logs is neither. The call's id is <c>labels.execution_id</c>.
/// </summary>
internal static partial class GcpExecutionLog
{
    public static Reading Read(JsonElement entry)
    {
        var text = entry.Text("textPayload") ?? "";
        var isStart = text.StartsWith("Function execution started", StringComparison.Ordinal);
        var end = Took().Match(text);
        if (!isStart && !end.Success)
        {
            return Reading.NotAnInvocation;
        }

        if (GcpFunction.Of(entry, entry.Object("labels")?.Text("execution_id"), out var fault) is not { } named)
        {
            return Reading.Refused(fault);
        }

        if (isStart)
        {
            return Reading.Of(named with { Kind = InvocationKind.Start });
        }

        var duration = JsonFields.NumberOf(end.Groups["ms"].Value);
        var status = end.Groups["status"].Value;
        int? code = int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        return Reading.Of(named with
        {
            Start = CloudTime.Before(named.Start, duration),
            DurationMs = duration,
            Outcome = code is not null ? HttpOutcome.Of(code) : OutcomeOf(status),
            StatusCode = code,
            Trigger = code is not null ? Trigger.Http : Trigger.Unknown,
        });
    }

    private static Outcome OutcomeOf(string status) => status switch
    {
        "ok" => Outcome.Ok,
        "timeout" => Outcome.Timeout,
        _ => Outcome.Error,
    };

    [GeneratedRegex("""^Function execution took (?<ms>[0-9]{1,12}(\.[0-9]{1,9})?) ?ms, finished with status( code)?: '?(?<status>[a-zA-Z0-9 _-]{1,64}?)'?\s*$""", RegexOptions.ExplicitCapture)]
    private static partial Regex Took();
}
