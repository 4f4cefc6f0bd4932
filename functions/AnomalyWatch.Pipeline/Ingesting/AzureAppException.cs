using System.Text.Json;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads an AppExceptions record. Where the Functions host wrote it, it names the invocation that failed of it: a second sighting beside its
/// AppRequests record, which tells no error type. What the function's own code logged (<c>.User</c>) may have been caught, and what a worker's own
/// library wrote names no invocation: neither is for us.
/// </summary>
internal static class AzureAppException
{
    /// <summary>The category of these records.</summary>
    public const string Category = "AppExceptions";

    private const string CategoryPrefix = "Function.";

    public static Reading Read(JsonElement record)
    {
        var telemetry = AzureAppTelemetry.Of(record);
        var writer = telemetry.Custom?.Text("Category");
        var isFunction = writer?.StartsWith(CategoryPrefix, StringComparison.Ordinal) == true && !writer.EndsWith(".User", StringComparison.OrdinalIgnoreCase);
        if (telemetry.InvocationId is null || !(isFunction || writer == "Host.Results"))
        {
            return Reading.NotAnInvocation;
        }

        // The time is when it was thrown, which is about the end, and there is no duration to go back by.
        var function = isFunction ? writer![CategoryPrefix.Length..] : telemetry.Fields.Text("OperationName");
        var type = telemetry.Fields.Text("InnermostType", "ExceptionType", "OuterType");
        return telemetry.Named(record, function, out var fault) is { } named
            ? Reading.Of(named with { Outcome = AzureFunctionLog.FailureOf(type), ErrorType = InvocationRules.Clean(type, InvocationLimits.ShortText) })
            : Reading.Refused(fault);
    }
}
