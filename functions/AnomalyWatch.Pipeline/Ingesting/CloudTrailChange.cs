using System.Text.Json;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads the management event of a call that changes something: a function's code, configuration, permissions, event sources, layers or URL; who may
/// do what in the account; what is logged. Calls that only read are not for us, nor are other services.
/// </summary>
internal static class CloudTrailChange
{
    private const string LogGroupPrefix = "/aws/lambda/";

    private static readonly string[] Reads = ["Get", "List", "Describe", "Lookup", "BatchGet", "Head", "Simulate", "Generate", "Test"];

    // Every new instance of a function makes a log stream, so of this service only what takes logs away, or elsewhere, counts.
    private static readonly string[] LogChanges =
        ["DeleteLogGroup", "DeleteLogStream", "DeleteSubscriptionFilter", "PutSubscriptionFilter", "PutRetentionPolicy", "DeleteRetentionPolicy"];

    // What a person wants to know of a change; none of them holds a secret.
    private static readonly string[] Details =
    [
        "principal", "action", "functionUrlAuthType", "authType", "eventSourceArn", "layers", "layerName", "role", "runtime", "handler", "s3Bucket", "s3Key",
        "imageUri", "policyArn", "policyName", "roleName", "userName", "groupName", "name", "trailName", "logGroupName", "filterName", "destinationArn", "retentionInDays",
    ];

    public static Reading Read(JsonElement record, string source, string name, DateTimeOffset time)
    {
        var isChange = record.Flag("readOnly") is { } readOnly ? !readOnly : !Array.Exists(Reads, read => name.StartsWith(read, StringComparison.Ordinal));
        var parameters = record.Object("requestParameters");
        var account = record.Text("recipientAccountId") ?? record.Object("userIdentity")?.Text("accountId");
        var target = !isChange ? null : source switch
        {
            CloudTrailEvent.Lambda => FunctionIn(record, parameters)?.FullName(account, record.Text("awsRegion")) ?? Region(record, account),
            "logs.amazonaws.com" when Array.Exists(LogChanges, change => change == name) => LogOwner(record, parameters, account),
            "cloudtrail.amazonaws.com" or "iam.amazonaws.com" or "organizations.amazonaws.com" => FunctionNaming.Of("aws", account),
            _ => null,
        };
        if (target is null)
        {
            return Reading.NotAnInvocation;
        }

        var error = record.Text("errorCode");
        return Reading.Of(new Change
        {
            Id = RecordId.From(record.Text("eventID")),
            Function = target,
            Time = time,
            Operation = InvocationRules.Clean(name, InvocationLimits.ShortText)!,
            Principal = PrincipalNaming.OfAws(record.Object("userIdentity")),
            Ip = InvocationRules.Clean(record.Text("sourceIPAddress"), InvocationLimits.Ip),
            Outcome = AwsError.OutcomeOf(error) ?? Outcome.Ok,
            Detail = ChangeDetail.Of(parameters, Details, error),
        });
    }

    // An event source is changed by its own number, and then only the answer names the function.
    private static LambdaName? FunctionIn(JsonElement record, JsonElement? parameters) =>
        LambdaName.Of(parameters?.Text("functionName")) ?? LambdaName.Of(record.Object("responseElements")?.Text("functionArn"));

    private static string Region(JsonElement record, string? account) => FunctionNaming.Of("aws", account, record.Text("awsRegion"));

    private static string LogOwner(JsonElement record, JsonElement? parameters, string? account) =>
        parameters?.Text("logGroupName") is { } group && group.StartsWith(LogGroupPrefix, StringComparison.Ordinal) && group.Length > LogGroupPrefix.Length
            ? FunctionNaming.Of("aws", account, record.Text("awsRegion"), group[LogGroupPrefix.Length..])
            : Region(record, account);
}
