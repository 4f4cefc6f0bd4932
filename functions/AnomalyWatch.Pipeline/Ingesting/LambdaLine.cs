using System.Text.Json;
using System.Text.RegularExpressions;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// A line of a Lambda function's log: REPORT, START, INIT_REPORT, RESTORE_REPORT, "Task timed out", "Runtime exited", a platform event where the
/// function logs JSON, or a record of CloudTrail where a trail writes to the log.
/// </summary>
/// <param name="Reading">What the line is.</param>
/// <param name="Sight">Which part of a call it tells.</param>
internal readonly partial record struct LambdaLine(Reading Reading, LambdaSight Sight)
{
    /// <summary>The error type of a process that was killed.</summary>
    public const string Killed = "Runtime.ExitError";

    /// <summary>The error type of a process that had used up its memory.</summary>
    public const string OutOfMemory = "Runtime.OutOfMemory";

    private const int LongestHead = 512;

    private static LambdaLine Other => new(Reading.NotAnInvocation, LambdaSight.Other);

    /// <summary>Reads a line. A REPORT is written when the call has ended, so it began its duration earlier.</summary>
    public static LambdaLine Read(ReadOnlySpan<char> message, DateTimeOffset? time, in LambdaSource source)
    {
        if (message.StartsWith("REPORT RequestId:", StringComparison.Ordinal))
        {
            return new LambdaLine(LambdaReport.Read(message, time, source), LambdaSight.Report);
        }

        if (message.StartsWith("START RequestId:", StringComparison.Ordinal))
        {
            return new LambdaLine(Start(LambdaWords.Of(message), time, source), LambdaSight.Other);
        }

        if (message.StartsWith("INIT_REPORT ", StringComparison.Ordinal) || message.StartsWith("RESTORE_REPORT ", StringComparison.Ordinal))
        {
            return LambdaReport.ReadInstanceStart(message, time, source);
        }

        if (message.StartsWith('{'))
        {
            return Json(message, source);
        }

        var head = message.Length > LongestHead ? message[..LongestHead] : message;
        return TimedOut().IsMatch(head) ? Timeout(TimedOut().Match(head.ToString()), time, source)
            : Exited().IsMatch(head) ? Exit(Exited().Match(head.ToString()), time, source)
            : Other;
    }

    /// <summary>An invocation named after the log's function; null with a reason where something is missing.</summary>
    public static Invocation? Named(RecordId? requestId, DateTimeOffset? time, in LambdaSource source, out string fault)
    {
        fault = requestId is null ? "a line without a request id"
            : time is null ? "timestamp: is missing or not a time in milliseconds"
            : source.Function is null ? "logGroup: names no Lambda function, nor does logStream"
            : "";
        return fault.Length > 0
            ? null
            : new Invocation { Id = requestId!.Value, Function = source.Function!, Start = time!.Value, Version = InvocationRules.Clean(source.Version, InvocationLimits.ShortText) };
    }

    /// <summary>The id that a line names; null where it names none.</summary>
    public static RecordId? IdOf(ReadOnlySpan<char> requestId) => requestId.IsEmpty ? null : RecordId.From(requestId);

    /// <summary>The error type that a line names, or null.</summary>
    public static string? ErrorTypeOf(in LambdaWords words) =>
        words.Text("Error Type") is { IsEmpty: false } type ? InvocationRules.Clean(type.ToString(), InvocationLimits.ShortText) : null;

    private static Reading Start(in LambdaWords words, DateTimeOffset? time, in LambdaSource source) =>
        Named(IdOf(words.Text("START RequestId")), time, source, out var fault) is { } named
            ? Reading.Of(named with
            {
                Kind = InvocationKind.Start,
                Version = VersionOf(words.Text("Version")) ?? named.Version,
            })
            : Reading.Refused(fault);

    // Most code is called unpublished.
    private static string? VersionOf(ReadOnlySpan<char> version) =>
        version is "$LATEST" ? "$LATEST" : version.IsEmpty ? null : InvocationRules.Clean(version.ToString(), InvocationLimits.ShortText);

    private static LambdaLine Timeout(Match line, DateTimeOffset? time, in LambdaSource source)
    {
        // Only Lambda writes this line in this form, but any log may hold the words.
        if (source.Function is null)
        {
            return Other;
        }

        var duration = JsonFields.NumberOf(line.Groups["seconds"].Value) * 1000;
        return new LambdaLine(
            Named(RecordId.From(line.Groups["id"].ValueSpan), time, source, out var fault) is { } named
                ? Reading.Of(named with { Start = CloudTime.Before(named.Start, duration), DurationMs = duration, Outcome = Outcome.Timeout })
                : Reading.Refused(fault),
            LambdaSight.Failure);
    }

    private static LambdaLine Exit(Match line, DateTimeOffset? time, in LambdaSource source) => source.Function is null
        ? Other
        : new LambdaLine(
            Named(RecordId.From(line.Groups["id"].ValueSpan), time, source, out var fault) is { } named
                ? Reading.Of(named with { Outcome = Outcome.Error, ErrorType = Killed })
                : Reading.Refused(fault),
            LambdaSight.Failure);

    private static LambdaLine Json(ReadOnlySpan<char> message, in LambdaSource source)
    {
        var isPlatform = message.Contains("\"platform.", StringComparison.Ordinal);
        if (!isPlatform && !message.Contains("\"eventVersion\"", StringComparison.Ordinal))
        {
            return Other;
        }

        try
        {
            using var document = JsonDocument.Parse(message.ToString(), new JsonDocumentOptions { MaxDepth = IngestLimits.RecordDepth });
            var json = document.RootElement;
            return json.ValueKind != JsonValueKind.Object ? Other
                : json.Text("eventVersion") is not null && json.Text("eventSource")?.EndsWith(".amazonaws.com", StringComparison.Ordinal) == true
                    ? new LambdaLine(CloudTrailEvent.Read(json), LambdaSight.Other)
                : isPlatform && json.Text("type")?.StartsWith("platform.", StringComparison.Ordinal) == true ? LambdaPlatformEvent.Read(json, source)
                : Other;
        }
        catch (JsonException)
        {
            // The function's own text, that is, which only looks like an event.
            return Other;
        }
    }

    [GeneratedRegex("""^\S{10,40}\s{1,8}(?<id>[0-9a-fA-F-]{20,40})\s{1,8}Task timed out after (?<seconds>[0-9]{1,9}(\.[0-9]{1,9})?) seconds""", RegexOptions.ExplicitCapture)]
    private static partial Regex TimedOut();

    [GeneratedRegex("""^RequestId:? (?<id>[0-9a-fA-F-]{20,40}) (Error: Runtime exited|Process exited before completing request)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Exited();
}
