using System.Text.Json;
using System.Text.RegularExpressions;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads a FunctionAppLogs record. The host tells beginnings and ends in a sentence, with quotes round the name that get lost on Linux
/// and turn into double quotes on some routes. The record's time is when the line was written: the beginning of a start, the end of a completion.
/// </summary>
internal static partial class AzureFunctionLog
{
    /// <summary>The category of these records.</summary>
    public const string Category = "FunctionAppLogs";

    private const string NamePrefix = "Functions.";

    // The host's sentence stands at the beginning; what follows is a stranger's, and no reason to look for long.
    private const int LongestHead = 2048;

    public static Reading Read(JsonElement record)
    {
        if (AzureProperties.Read(record, out var fault) is not { } properties)
        {
            return fault is null ? Reading.NotAnInvocation : Reading.Refused(fault);
        }

        // What the function's own code logs may read like a completion; it has a category of its own.
        if (properties.Text("category")?.EndsWith(".User", StringComparison.OrdinalIgnoreCase) == true)
        {
            return Reading.NotAnInvocation;
        }

        var message = properties.Text("message") ?? "";
        message = message.Length > LongestHead ? message[..LongestHead] : message;
        if (Executed().Match(message) is { Success: true } end)
        {
            return Completed(record, properties, end);
        }

        if (Executing().Match(message) is { Success: true } start)
        {
            return Started(record, properties, start);
        }

        return properties.Text("eventName") is "FunctionCompleted" or "FunctionStarted"
            ? Reading.Refused("message: an invocation is announced, but not in the host's words")
            : Reading.NotAnInvocation;
    }

    /// <summary>How an invocation ended that failed of an exception.</summary>
    public static Outcome FailureOf(string? exceptionType) =>
        exceptionType?.EndsWith("FunctionTimeoutException", StringComparison.Ordinal) == true ? Outcome.Timeout : Outcome.Error;

    private static Reading Completed(JsonElement record, AzureProperties properties, Match message)
    {
        if (Named(record, properties, message, out var fault) is not { } named)
        {
            return Reading.Refused(fault);
        }

        var duration = JsonFields.NumberOf(message.Groups["ms"].Value);
        var isOk = message.Groups["status"].ValueSpan is "Succeeded";
        var errorType = properties.Text("exceptionType");
        return Reading.Of(named with
        {
            Start = CloudTime.Before(named.Start, duration),
            DurationMs = duration,
            Outcome = isOk ? Outcome.Ok : FailureOf(errorType),
            ErrorType = isOk ? null : InvocationRules.Clean(errorType, InvocationLimits.ShortText),
        });
    }

    private static Reading Started(JsonElement record, AzureProperties properties, Match message) =>
        Named(record, properties, message, out var fault) is { } named
            ? Reading.Of(named with { Kind = InvocationKind.Start, Trigger = AzureTrigger.Of(message.Groups["reason"].Value) })
            : Reading.Refused(fault);

    private static Invocation? Named(JsonElement record, AzureProperties properties, Match message, out string fault)
    {
        fault = "";
        var resource = AzureResource.Of(record.Text("resourceId", "ResourceId"));
        var app = properties.Text("appName") ?? resource.Site;
        var function = properties.Text("functionName") ?? message.Groups["name"].Value;
        if (function.StartsWith(NamePrefix, StringComparison.OrdinalIgnoreCase))
        {
            function = function[NamePrefix.Length..];
        }

        if (resource.Subscription is null || app is null || function.Length == 0)
        {
            fault = "resourceId: names no subscription, or there is no name of an app or a function";
            return null;
        }

        if (CloudTime.Read(record.Text("time", "TimeGenerated")) is not { } time)
        {
            fault = "time: is missing or not a time in RFC 3339";
            return null;
        }

        return new Invocation
        {
            Id = RecordId.From(properties.Text("functionInvocationId") ?? message.Groups["id"].Value),
            Function = FunctionNaming.Of("azure", resource.Subscription, app, function),
            Start = time,
        };
    }

    [GeneratedRegex("""^\s{0,8}Executed\s{0,8}['"]?(?<name>[^'"()]{1,256}?)['"]?\s{0,8}\((?<status>Succeeded|Failed), Id=(?<id>[^,\s()]{1,128}), Duration=(?<ms>[0-9]{1,15}(\.[0-9]{1,9})?)ms\)""", RegexOptions.ExplicitCapture)]
    private static partial Regex Executed();

    [GeneratedRegex("""^\s{0,8}Executing\s{0,8}['"]?(?<name>[^'"()]{1,256}?)['"]?\s{0,8}\(Reason=(?<reason>.{0,512}?), Id=(?<id>[^,\s()]{1,128})\)""", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Executing();
}
