using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Pipeline.Alerting.Risks;

/// <summary>
/// Methods of Google's audit logs (cloud.google.com/run/docs/audit-logging, cloud.google.com/functions/docs/monitoring/audit-logging, cloud.google.com/iam/docs/audit-logging,
/// cloud.google.com/logging/docs/audit), by service and method: first and second generation and every version of the API name them alike. Whom a policy lets in stands in the detail.
/// </summary>
internal static class GcpOperations
{
    public static readonly RiskyOperation[] Table =
    [
        .. Everybody("Services.SetIamPolicy"),
        .. Everybody("Jobs.SetIamPolicy"),
        .. Everybody("CloudFunctionsService.SetIamPolicy"),
        .. Everybody("FunctionService.SetIamPolicy"),
        .. Everybody("SetIamPolicy"),
        new("ConfigServiceV2.DeleteSink", ChangeRisk.LoggingOff),
        new("ConfigServiceV2.DeleteBucket", ChangeRisk.LoggingOff),
        new("ConfigServiceV2.CreateExclusion", ChangeRisk.LoggingOff),
        new("LoggingServiceV2.DeleteLog", ChangeRisk.LoggingOff),
        new("ConfigServiceV2.UpdateSink", ChangeRisk.Configuration),
        new("ConfigServiceV2.UpdateExclusion", ChangeRisk.Configuration),
        new("ConfigServiceV2.UpdateBucket", ChangeRisk.Configuration),
        new("v1.CreateServiceAccountKey", ChangeRisk.Keys),
        new("v1.UploadServiceAccountKey", ChangeRisk.Keys),
        new("SecretManagerService.AccessSecretVersion", ChangeRisk.Secrets),
        new("v1.CreateServiceAccount", ChangeRisk.Permission),
        new("v1.CreateRole", ChangeRisk.Permission),
        new("v1.UpdateRole", ChangeRisk.Permission),
        new("v1.SetIAMPolicy", ChangeRisk.Permission),
        new("CloudFunctionsService.UpdateFunction", ChangeRisk.Code),
        new("CloudFunctionsService.CreateFunction", ChangeRisk.Code),
        new("CloudFunctionsService.GenerateUploadUrl", ChangeRisk.Code),
        new("FunctionService.UpdateFunction", ChangeRisk.Code),
        new("FunctionService.CreateFunction", ChangeRisk.Code),
        new("FunctionService.GenerateUploadUrl", ChangeRisk.Code),
        new("Services.ReplaceService", ChangeRisk.Code),
        new("Services.UpdateService", ChangeRisk.Code),
        new("Services.CreateService", ChangeRisk.Code),
        new("Jobs.ReplaceJob", ChangeRisk.Code),
        new("Jobs.UpdateJob", ChangeRisk.Code),
        new("Eventarc.CreateTrigger", ChangeRisk.EventSource),
        new("Eventarc.UpdateTrigger", ChangeRisk.EventSource),
        new("CloudScheduler.CreateJob", ChangeRisk.EventSource),
        new("CloudScheduler.UpdateJob", ChangeRisk.EventSource),
    ];

    /// <summary>The last two parts of a method: <c>google.cloud.run.v2.Services.SetIamPolicy</c> is <c>Services.SetIamPolicy</c>.</summary>
    public static string Name(string operation)
    {
        var last = operation.LastIndexOf('.');
        var before = last > 0 ? operation.LastIndexOf('.', last - 1) : -1;
        return operation[(before + 1)..];
    }

    // What was taken from everybody lets nobody in.
    private static RiskyOperation[] Everybody(string method) =>
    [
        new(method, ChangeRisk.Permission, "REMOVE "),
        new(method, ChangeRisk.PublicAccess, "to allUsers"),
        new(method, ChangeRisk.PublicAccess, "to allAuthenticatedUsers"),
        new(method, ChangeRisk.Permission),
    ];
}
