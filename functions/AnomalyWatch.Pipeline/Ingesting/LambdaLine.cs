using System.Text.Json;
using System.Text.RegularExpressions;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>A line of a Lambda function's log: REPORT, START, "Task timed out", or a platform event where the function logs JSON.</summary>
/// <param name="Reading">What the line is.</param>
/// <param name="IsTimeout">Whether it is "Task timed out", which tells less of a call than its REPORT does.</param>
internal readonly partial record struct LambdaLine(Reading Reading, bool IsTimeout)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = IngestLimits.RecordDepth };

    /// <summary>Reads a line. A REPORT is written when the call has ended, so it began its duration earlier.</summary>
    public static LambdaLine Read(string message, DateTimeOffset? time, in LambdaSource source)
    {
        if (message.StartsWith("REPORT RequestId:", StringComparison.Ordinal))
        {
            return new LambdaLine(Report(LambdaWords.Of(message), time, source), false);
        }

        if (message.StartsWith("START RequestId:", StringComparison.Ordinal))
        {
            return new LambdaLine(Start(LambdaWords.Of(message), time, source), false);
        }

        if (message.StartsWith('{') && message.Contains("\"platform.", StringComparison.Ordinal))
        {
            return new LambdaLine(PlatformEvent(message, source), false);
        }

        return TimedOut().Match(message) is { Success: true } match
            ? new LambdaLine(Timeout(match, time, source), true)
            : new LambdaLine(Reading.NotAnInvocation, false);
    }

    private static Reading Report(LambdaWords words, DateTimeOffset? time, in LambdaSource source)
    {
        if (words.Number("Duration") is not { } duration)
        {
            return Reading.Refused("a REPORT line without a duration");
        }

        if (Whole(words.Text("REPORT RequestId"), time, source, out var fault) is not { } named)
        {
            return Reading.Refused(fault);
        }

        var init = words.Number("Init Duration");
        return Reading.Of(named with
        {
            Start = CloudTime.Before(named.Start, duration),
            DurationMs = duration,
            Outcome = LambdaStatus.Of(words.Text("Status")),
            ErrorType = InvocationRules.Clean(words.Text("Error Type"), InvocationLimits.ShortText),
            ColdStart = init is not null,
            InitMs = init,
            MemoryMb = words.Number("Max Memory Used"),
            MemoryLimitMb = words.Number("Memory Size"),
            BilledMs = words.Number("Billed Duration"),
            TraceId = LambdaStatus.TraceId(words.Text("XRAY TraceId")),
        });
    }

    private static Reading Start(LambdaWords words, DateTimeOffset? time, in LambdaSource source) =>
        Whole(words.Text("START RequestId"), time, source, out var fault) is { } named
            ? Reading.Of(named with
            {
                Kind = InvocationKind.Start,
                Version = InvocationRules.Clean(words.Text("Version"), InvocationLimits.ShortText) ?? named.Version,
            })
            : Reading.Refused(fault);

    private static Reading Timeout(Match line, DateTimeOffset? time, in LambdaSource source)
    {
        // Only Lambda writes this line in this form, but any log may hold the words.
        if (source.Function is null)
        {
            return Reading.NotAnInvocation;
        }

        if (Whole(line.Groups["id"].Value, time, source, out var fault) is not { } named)
        {
            return Reading.Refused(fault);
        }

        var duration = JsonFields.NumberOf(line.Groups["seconds"].Value) * 1000;
        return Reading.Of(named with { Start = CloudTime.Before(named.Start, duration), DurationMs = duration, Outcome = Outcome.Timeout });
    }

    private static Reading PlatformEvent(string message, in LambdaSource source)
    {
        try
        {
            using var document = JsonDocument.Parse(message, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? LambdaPlatformEvent.Read(document.RootElement, source)
                : Reading.NotAnInvocation;
        }
        catch (JsonException)
        {
            // The function's own text, that is, which only looks like an event.
            return Reading.NotAnInvocation;
        }
    }

    private static Invocation? Whole(string? requestId, DateTimeOffset? time, in LambdaSource source, out string fault)
    {
        fault = requestId is null ? "a line without a request id"
            : time is null ? "timestamp: is missing or not a time in milliseconds"
            : source.Function is null ? "logGroup: names no Lambda function, nor does logStream"
            : "";
        return fault.Length > 0
            ? null
            : new Invocation { Id = RecordId.From(requestId), Function = source.Function!, Start = time!.Value, Version = InvocationRules.Clean(source.Version, InvocationLimits.ShortText) };
    }

    [GeneratedRegex("""^\S{10,40}\s+(?<id>[0-9a-fA-F-]{20,40})\s+Task timed out after (?<seconds>[0-9]{1,9}(\.[0-9]{1,9})?) seconds""", RegexOptions.ExplicitCapture)]
    private static partial Regex TimedOut();
}
