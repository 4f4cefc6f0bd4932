using System.Text.Json;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads an Administrative record of the Activity log: something was done to a function app, to a function, or in its subscription to
/// permissions, logging, keys of storage or vaults, or by a deployment. The record that an operation began or was accepted is not for us: the one that it
/// ended follows. Nor is reading.
/// </summary>
internal static class AzureActivityLog
{
    /// <summary>The category of these records.</summary>
    public const string Category = "Administrative";

    // What is done to a subscription rather than to an app, and yet decides what a function can do or what is seen of it.
    private static readonly string[] ForTheSubscription =
    [
        "MICROSOFT.AUTHORIZATION/", "MICROSOFT.INSIGHTS/", "MICROSOFT.STORAGE/STORAGEACCOUNTS/", "MICROSOFT.KEYVAULT/", "MICROSOFT.MANAGEDIDENTITY/",
        "MICROSOFT.EVENTHUB/", "MICROSOFT.RESOURCES/DEPLOYMENTS/", "MICROSOFT.WEB/",
    ];

    public static Reading Read(JsonElement record)
    {
        var operation = record.Text("operationName") ?? "";
        var resourceId = record.Text("resourceId", "ResourceId");
        var resource = AzureResource.Of(resourceId);
        var isOurs = resource.Site is not null || Array.Exists(ForTheSubscription, prefix => operation.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
        if (!isOurs || operation.EndsWith("/READ", StringComparison.OrdinalIgnoreCase) || OutcomeOf(record) is not { } outcome)
        {
            return Reading.NotAnInvocation;
        }

        if (resource.Subscription is null)
        {
            return Reading.Refused("resourceId: names no subscription");
        }

        if (CloudTime.Read(record.Text("time", "TimeGenerated")) is not { } time)
        {
            return Reading.Refused("time: is missing or not a time in RFC 3339");
        }

        return Reading.Of(new Change
        {
            // One deployment is many operations under one correlation id.
            Id = RecordId.From($"{record.Text("correlationId")} {operation} {resourceId} {outcome}"),
            Function = resource.Site is null ? FunctionNaming.Of("azure", resource.Subscription)
                : resource.Function is null ? FunctionNaming.Of("azure", resource.Subscription, resource.Site)
                : FunctionNaming.Of("azure", resource.Subscription, resource.Site, resource.Function),
            Time = time,
            Operation = InvocationRules.Clean(operation, InvocationLimits.ShortText) ?? "",
            Principal = PrincipalNaming.OfAzure(record.Object("identity")?.Object("claims")),
            Ip = InvocationRules.Clean(record.Text("callerIpAddress"), InvocationLimits.Ip),
            Outcome = outcome,
            Detail = InvocationRules.Clean(Tail(resourceId), InvocationLimits.LongText),
        });
    }

    // Null while it goes on.
    private static Outcome? OutcomeOf(JsonElement record)
    {
        var type = record.Text("resultType") ?? "";
        if (type.StartsWith("Succe", StringComparison.OrdinalIgnoreCase))
        {
            return Outcome.Ok;
        }

        var reason = record.Text("resultSignature") + " " + record.Object("properties")?.Text("statusCode");
        return !type.StartsWith("Fail", StringComparison.OrdinalIgnoreCase) ? null
            : reason.Contains("Forbidden", StringComparison.OrdinalIgnoreCase) || reason.Contains("Unauthorized", StringComparison.OrdinalIgnoreCase)
                || reason.Contains("AuthorizationFailed", StringComparison.OrdinalIgnoreCase) || HttpOutcome.OfRefusal(Code(record)) == Outcome.Denied
                ? Outcome.Denied
            : Outcome.Error;
    }

    private static int? Code(JsonElement record) => JsonFields.NumberOf(record.Text("resultSignature")) is >= 100 and <= 999 and var code ? (int)code : null;

    // The kind and the name of the resource: the last two parts of its id.
    private static string? Tail(string? resourceId)
    {
        var last = resourceId?.LastIndexOf('/') ?? -1;
        var before = last > 0 ? resourceId!.LastIndexOf('/', last - 1) : -1;
        return before < 0 ? null : resourceId![(before + 1)..];
    }
}
