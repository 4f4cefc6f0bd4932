using System.Text.Json;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads an entry of the audit log of changes (<c>activity</c>) or of what a policy forbade (<c>policy</c>). Of a long operation the first entry
/// counts, which tells who began it; of the last one only a failure.
/// </summary>
internal static class GcpAuditLog
{
    private const string AuditType = "type.googleapis.com/google.cloud.audit.AuditLog";

    public static Reading Read(JsonElement entry)
    {
        if (entry.Object("protoPayload") is not { } audit)
        {
            return Reading.Refused("protoPayload: is missing from an entry of the audit log");
        }

        if (audit.Text("@type") is not (null or AuditType))
        {
            return Reading.Refused("protoPayload: is of a type that is not known here");
        }

        var isFunction = audit.Text("serviceName") is "run.googleapis.com" or "cloudfunctions.googleapis.com";
        var outcome = OutcomeOf(audit);
        var operation = entry.Object("operation");
        var isEnd = operation?.Flag("last") == true && operation?.Flag("first") != true;
        if (audit.Text("methodName") is not { } method
            || !(isFunction || IsAboutTheProject(audit.Text("serviceName")))
            || (isEnd && outcome == Outcome.Ok))
        {
            return Reading.NotAnInvocation;
        }

        var target = GcpResource.Of(entry, audit);
        if (target.Project is null)
        {
            return Reading.Refused("logName: names no project, nor do the resource's labels");
        }

        if (CloudTime.Read(entry.Text("timestamp")) is not { } time)
        {
            return Reading.Refused("timestamp: is missing or not a time in RFC 3339");
        }

        return Reading.Of(new Change
        {
            Id = RecordId.From(entry.Text("insertId")),
            Function = isFunction && target.Name is not null
                ? FunctionNaming.Of("gcp", target.Project, target.Region, target.Name)
                : FunctionNaming.Of("gcp", target.Project),
            Time = time,
            Operation = InvocationRules.Clean(method, InvocationLimits.ShortText)!,
            Principal = PrincipalNaming.OfGcp(audit.Object("authenticationInfo")),
            Ip = InvocationRules.Clean(audit.Object("requestMetadata")?.Text("callerIp", "callerIP"), InvocationLimits.Ip),
            Outcome = outcome,
            Detail = InvocationRules.Clean(GcpGrant.Of(audit), InvocationLimits.LongText),
        });
    }

    private static bool IsAboutTheProject(string? service) => service is
        "iam.googleapis.com" or "cloudresourcemanager.googleapis.com" or "logging.googleapis.com" or "eventarc.googleapis.com" or "cloudscheduler.googleapis.com";

    // The codes of google.rpc.Code: 7 PERMISSION_DENIED, 16 UNAUTHENTICATED, 8 RESOURCE_EXHAUSTED.
    private static Outcome OutcomeOf(JsonElement audit) => audit.Object("status")?.Number("code") switch
    {
        7 or 16 => Outcome.Denied,
        8 => Outcome.Throttled,
        null or 0 => IsDenied(audit) ? Outcome.Denied : Outcome.Ok,
        _ => Outcome.Error,
    };

    private static bool IsDenied(JsonElement audit)
    {
        var isDenied = false;
        foreach (var permission in audit.Elements("authorizationInfo"))
        {
            if (permission.Flag("granted") == true)
            {
                return false;
            }

            isDenied |= permission.Flag("granted") == false;
        }

        return isDenied;
    }
}
