using System.Text.Json;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads an AppRequests record of Application Insights. Its time is when the request began, and <c>DurationMs</c> is the whole request as
/// the caller felt it: <c>FunctionExecutionTimeMs</c> leaves out the host's own part.
/// </summary>
internal static class AzureAppRequest
{
    /// <summary>The category of these records.</summary>
    public const string Category = "AppRequests";

    public static Reading Read(JsonElement record)
    {
        var telemetry = AzureAppTelemetry.Of(record);
        var (request, custom) = (telemetry.Fields, telemetry.Custom);
        if (telemetry.Named(record, request.Text("Name", "OperationName"), out var fault) is not { } named)
        {
            return Reading.Refused(fault);
        }

        var code = StatusCode(request);
        return Reading.Of(named with
        {
            DurationMs = request.Number("DurationMs"),
            Outcome = HttpOutcome.OfRefusal(code) ?? request.Flag("Success") switch
            {
                true => Outcome.Ok,
                false => Outcome.Error,
                null => HttpOutcome.Of(code),
            },
            StatusCode = code,
            Trigger = custom?.Text("HttpMethod") is not null ? Trigger.Http : AzureTrigger.Of(custom?.Text("TriggerReason")),
            ColdStart = custom?.Flag("faas.coldstart") ?? custom?.Flag("ColdStart"),
            Version = InvocationRules.Clean(request.Text("AppVersion"), InvocationLimits.ShortText),
            Caller = new Caller
            {
                Ip = request.Text("ClientIP") is { } ip && ip != "0.0.0.0" ? InvocationRules.Clean(ip, InvocationLimits.Ip) : null,
                Country = InvocationRules.Clean(request.Text("ClientCountryOrRegion"), InvocationLimits.ShortText),
            },
        });
    }

    // "0" is what a function without HTTP reports.
    private static int? StatusCode(JsonElement request) =>
        (request.Text("ResultCode") is { } text ? JsonFields.NumberOf(text) : request.Number("ResultCode")) is { } code and >= 1 and <= 999 ? (int)code : null;
}
