using System.Text.Json;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads an AppRequests record of Application Insights. Its fields lie flat or under <c>properties</c>. Its time is when the request
/// began, and <c>DurationMs</c> is the whole request as the caller felt it: <c>FunctionExecutionTimeMs</c> leaves out the host's own part.
/// </summary>
internal static class AzureAppRequest
{
    /// <summary>The category of these records.</summary>
    public const string Category = "AppRequests";

    public static Reading Read(JsonElement record)
    {
        var request = Fields(record);
        var custom = request.Object("Properties", "properties");
        var resource = AzureResource.Of(record.Text("resourceId", "ResourceId", "_ResourceId"));
        var app = request.Text("AppRoleName") ?? resource.Site ?? resource.Component;
        var function = request.Text("Name", "OperationName");
        if (resource.Subscription is null || app is null || function is null)
        {
            return Reading.Refused("resourceId: names no subscription, or there is no name of an app or a function");
        }

        if (CloudTime.Read(record.Text("time", "TimeGenerated")) is not { } time)
        {
            return Reading.Refused("time: is missing or not a time in RFC 3339");
        }

        var code = StatusCode(request);
        return Reading.Of(new Invocation
        {
            Id = RecordId.From(custom?.Text("InvocationId", "faas.invocation_id") ?? request.Text("Id")),
            Function = FunctionNaming.Of("azure", resource.Subscription, app, function),
            Start = time,
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
            TraceId = RecordId.From(request.Text("OperationId")),
            ParentId = RecordId.From(request.Text("ParentId")),
            Count = request.Whole("ItemCount") ?? 1,
        });
    }

    private static JsonElement Fields(JsonElement record)
    {
        var isFlat = record.TryGetProperty("DurationMs", out _) || record.TryGetProperty("ResultCode", out _);
        return isFlat ? record : record.Object("properties", "Properties") ?? record;
    }

    // "0" is what a function without HTTP reports.
    private static int? StatusCode(JsonElement request) =>
        (request.Text("ResultCode") is { } text ? JsonFields.NumberOf(text) : request.Number("ResultCode")) is { } code and >= 1 and <= 999 ? (int)code : null;
}
