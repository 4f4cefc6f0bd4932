using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Pipeline.Alerting.Risks;

/// <summary>
/// Calls of AWS as CloudTrail names them (docs.aws.amazon.com/lambda/latest/dg/logging-using-cloudtrail.html and the API references of Lambda, IAM, CloudTrail and
/// CloudWatch Logs). Lambda adds the API's version to some names.
/// </summary>
internal static class AwsOperations
{
    public static readonly RiskyOperation[] Table =
    [
        new("CreateFunctionUrlConfig", ChangeRisk.PublicAccess, "authType=NONE"),
        new("UpdateFunctionUrlConfig", ChangeRisk.PublicAccess, "authType=NONE"),
        new("AddPermission", ChangeRisk.PublicAccess, "principal=*"),
        new("AddLayerVersionPermission", ChangeRisk.PublicAccess, "principal=*"),
        new("StopLogging", ChangeRisk.LoggingOff),
        new("DeleteTrail", ChangeRisk.LoggingOff),
        new("DeleteEventDataStore", ChangeRisk.LoggingOff),
        new("StopEventDataStoreIngestion", ChangeRisk.LoggingOff),
        new("DeleteLogGroup", ChangeRisk.LoggingOff),
        new("DeleteLogStream", ChangeRisk.LoggingOff),
        new("DeleteSubscriptionFilter", ChangeRisk.LoggingOff),
        new("UpdateTrail", ChangeRisk.Configuration),
        new("PutEventSelectors", ChangeRisk.Configuration),
        new("PutSubscriptionFilter", ChangeRisk.Configuration),
        new("PutRetentionPolicy", ChangeRisk.Configuration),
        new("CreateAccessKey", ChangeRisk.Keys),
        new("CreateLoginProfile", ChangeRisk.Keys),
        new("UpdateLoginProfile", ChangeRisk.Keys),
        new("CreateServiceSpecificCredential", ChangeRisk.Keys),
        new("GetSecretValue", ChangeRisk.Secrets),
        new("BatchGetSecretValue", ChangeRisk.Secrets),
        new("AddPermission", ChangeRisk.Permission),
        new("AddLayerVersionPermission", ChangeRisk.Permission),
        new("CreateFunctionUrlConfig", ChangeRisk.Permission),
        new("UpdateFunctionUrlConfig", ChangeRisk.Permission),
        new("AttachRolePolicy", ChangeRisk.Permission),
        new("AttachUserPolicy", ChangeRisk.Permission),
        new("AttachGroupPolicy", ChangeRisk.Permission),
        new("PutRolePolicy", ChangeRisk.Permission),
        new("PutUserPolicy", ChangeRisk.Permission),
        new("PutGroupPolicy", ChangeRisk.Permission),
        new("UpdateAssumeRolePolicy", ChangeRisk.Permission),
        new("CreatePolicyVersion", ChangeRisk.Permission),
        new("SetDefaultPolicyVersion", ChangeRisk.Permission),
        new("CreateRole", ChangeRisk.Permission),
        new("CreateUser", ChangeRisk.Permission),
        new("AddUserToGroup", ChangeRisk.Permission),
        new("UpdateFunctionCode", ChangeRisk.Code),
        new("CreateFunction", ChangeRisk.Code),
        new("UpdateAlias", ChangeRisk.Code),
        new("PublishLayerVersion", ChangeRisk.Layer),
        new("UpdateFunctionConfiguration", ChangeRisk.Layer, "layers="),
        new("UpdateFunctionConfiguration", ChangeRisk.Configuration),
        new("PutFunctionConcurrency", ChangeRisk.Configuration),
        new("CreateEventSourceMapping", ChangeRisk.EventSource),
        new("UpdateEventSourceMapping", ChangeRisk.EventSource),
        new("PutFunctionEventInvokeConfig", ChangeRisk.EventSource),
    ];

    /// <summary>A call's name without the API's version: <c>AddPermission20150331v2</c> is <c>AddPermission</c>.</summary>
    public static string Name(string operation)
    {
        var end = operation.Length;
        if (end > 2 && operation[^2] == 'v' && char.IsAsciiDigit(operation[^1]))
        {
            end -= 2;
        }

        var digits = 0;
        while (end - digits > 0 && char.IsAsciiDigit(operation[end - digits - 1]))
        {
            digits++;
        }

        return digits == 8 ? operation[..(end - digits)] : operation;
    }
}
