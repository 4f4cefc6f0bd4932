using System.Text.Json;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>What every record of Application Insights tells of an invocation. The fields lie flat or under <c>properties</c>.</summary>
/// <param name="Fields">The object that holds the fields.</param>
/// <param name="Custom">The record's own properties, which the Functions host fills; or null.</param>
internal readonly record struct AzureAppTelemetry(JsonElement Fields, AzureProperties? Custom)
{
    /// <summary>The id of the invocation, where the host or (under OpenTelemetry) the worker told it; or null.</summary>
    public string? InvocationId => Custom?.Text("InvocationId") ?? Custom?.Text("faas.invocation_id");

    public static AzureAppTelemetry Of(JsonElement record)
    {
        var isFlat = record.TryGetProperty("DurationMs", out _) || record.TryGetProperty("ResultCode", out _) || record.TryGetProperty("ExceptionType", out _)
            || record.TryGetProperty("OperationName", out _);
        var fields = isFlat ? record : record.Object("properties", "Properties") ?? record;
        return new AzureAppTelemetry(fields, AzureProperties.Read(fields, out _));
    }

    /// <summary>An invocation with the function's full name, the record's time, the traces and the sampling weight; null with a reason where one of the first two is missing.</summary>
    /// <param name="record">The whole record.</param>
    /// <param name="function">The function's name within its app, or null.</param>
    /// <param name="fault">Why the record cannot be read; else empty.</param>
    public Invocation? Named(JsonElement record, string? function, out string fault)
    {
        var resource = AzureResource.Of(record.Text("resourceId", "ResourceId", "_ResourceId"));
        var app = Fields.Text("AppRoleName") ?? resource.Site ?? resource.Component;
        var time = CloudTime.Read(record.Text("time", "TimeGenerated"));
        fault = resource.Subscription is null || app is null || function is null
                ? "resourceId: names no subscription, or there is no name of an app or a function"
            : time is null ? "time: is missing or not a time in RFC 3339"
            : "";
        return fault.Length > 0 ? null : new Invocation
        {
            Id = RecordId.From(InvocationId ?? Fields.Text("Id")),
            Function = FunctionNaming.Of("azure", resource.Subscription, app, function),
            Start = time!.Value,
            TraceId = RecordId.From(Fields.Text("OperationId")),
            ParentId = RecordId.From(Fields.Text("ParentId")),
            Count = Fields.Whole("ItemCount") ?? 1,
        };
    }
}
