using System.Net;
using System.Text.Json;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads the data event of a call of a Lambda function. It tells who called, from where and whether the call was let in; how it ended and how
/// long it took stands in the function's log under the same request id. What CloudTrail calls an error happened before the function ran.
/// </summary>
internal static class CloudTrailInvoke
{
    private const string OnResource = "on resource: ";

    private static readonly (string Service, Trigger Trigger)[] Services =
    [
        ("apigateway.", Trigger.Http),
        ("elasticloadbalancing.", Trigger.Http),
        ("cloudfront.", Trigger.Http),
        ("sqs.", Trigger.Queue),
        ("sns.", Trigger.PubSub),
        ("s3.", Trigger.Storage),
        ("scheduler.", Trigger.Timer),
        ("states.", Trigger.Orchestration),
        ("events.", Trigger.Event),
        ("dynamodb.", Trigger.Event),
        ("kinesis.", Trigger.Event),
    ];

    public static Reading Read(JsonElement record, string name, DateTimeOffset time)
    {
        var parameters = record.Object("requestParameters");
        var error = record.Text("errorCode", "errorMessage") is null ? null : record.Text("errorCode") ?? FunctionNaming.Unknown;
        if (error is null && parameters?.Text("invocationType") == "DryRun")
        {
            // A test of the permission: nothing ran.
            return Reading.NotAnInvocation;
        }

        var identity = record.Object("userIdentity");
        var function = FunctionIn(record, parameters);
        var address = record.Text("sourceIPAddress");
        var account = record.Text("recipientAccountId") ?? identity?.Text("accountId");
        return Reading.Of(new Invocation
        {
            Id = RecordId.From(record.Text("requestID") ?? record.Text("eventID")),

            // A denied call may not say of what; it is evidence all the same.
            Function = function?.FullName(account, record.Text("awsRegion")) ?? FunctionNaming.Of("aws", account, record.Text("awsRegion"), null),
            Start = time,
            Outcome = AwsError.OutcomeOf(error) ?? Outcome.Unknown,
            ErrorType = InvocationRules.Clean(error, InvocationLimits.ShortText),
            Trigger = TriggerOf(identity?.Text("invokedBy"), name),
            Version = InvocationRules.Clean(
                LambdaName.Of(record.Object("additionalEventData")?.Text("functionVersion"))?.Qualifier ?? function?.Qualifier, InvocationLimits.ShortText),
            Caller = new Caller
            {
                Principal = PrincipalNaming.OfAws(identity),
                Ip = IPAddress.TryParse(address, out _) ? InvocationRules.Clean(address, InvocationLimits.Ip) : null,

                // A private network has no number of its own, but it calls through an endpoint of its own.
                Network = InvocationRules.Clean(record.Text("vpcEndpointId"), InvocationLimits.ShortText),
                Agent = InvocationRules.Clean(record.Text("userAgent"), InvocationLimits.LongText),
            },
        });
    }

    private static LambdaName? FunctionIn(JsonElement record, JsonElement? parameters)
    {
        var named = LambdaName.Of(parameters?.Text("functionName"));
        if (named?.Account is not null)
        {
            return named;
        }

        foreach (var resource in record.Elements("resources"))
        {
            if (resource.Text("ARN") is { } arn && arn.StartsWith("arn:", StringComparison.Ordinal) && LambdaName.Of(arn) is { } owner)
            {
                return owner with { Qualifier = owner.Qualifier ?? named?.Qualifier };
            }
        }

        if (named is not null)
        {
            return named;
        }

        // "User: .. is not authorized to perform: lambda:InvokeFunction on resource: arn:.. because .."
        var message = record.Text("errorMessage") ?? "";
        var at = message.IndexOf(OnResource, StringComparison.Ordinal);
        return at < 0 ? null : LambdaName.Of(message[(at + OnResource.Length)..].Split(' ', 2)[0]);
    }

    private static Trigger TriggerOf(string? service, string name)
    {
        foreach (var (prefix, trigger) in Services)
        {
            if (service?.StartsWith(prefix, StringComparison.Ordinal) == true)
            {
                return trigger;
            }
        }

        return name.Contains("Url", StringComparison.Ordinal) ? Trigger.Http : Trigger.Unknown;
    }
}
