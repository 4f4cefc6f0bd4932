using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Detection.Verdicts;
using AnomalyWatch.Pipeline.Alerting.Risks;
using AnomalyWatch.Tests.Ingesting;

namespace AnomalyWatch.Tests.Alerting.Risks;

/// <summary>The tables of operations, by what the formats really put into a change.</summary>
[TestClass]
public sealed class RiskyOperationsTests
{
    [TestMethod]
    [DataRow("azure/sub/shop", "MICROSOFT.WEB/SITES/CONFIG/WRITE", "CONFIG/AUTHSETTINGSV2", ChangeRisk.Authentication)]
    [DataRow("azure/sub/shop", "Microsoft.Web/sites/slots/config/write", "config/web", ChangeRisk.Configuration)]
    [DataRow("azure/sub/shop", "MICROSOFT.WEB/SITES/HOST/DEFAULT/LISTKEYS/ACTION", "host/default", ChangeRisk.Keys)]
    [DataRow("azure/sub/shop", "Microsoft.Web/sites/publishxml/action", null, ChangeRisk.Keys)]
    [DataRow("azure/sub", "MICROSOFT.INSIGHTS/DIAGNOSTICSETTINGS/DELETE", "DIAGNOSTICSETTINGS/TO-HUB", ChangeRisk.LoggingOff)]
    [DataRow("azure/sub", "MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE", null, ChangeRisk.Permission)]
    [DataRow("aws/1/r/f", "AddPermission20150331v2", "principal=*, action=lambda:InvokeFunction", ChangeRisk.PublicAccess)]
    [DataRow("aws/1/r/f", "AddPermission20150331v2", "principal=events.amazonaws.com, action=lambda:InvokeFunction", ChangeRisk.Permission)]
    [DataRow("aws/1/r/f", "UpdateFunctionUrlConfig", "authType=NONE", ChangeRisk.PublicAccess)]
    [DataRow("aws/1/r/f", "UpdateFunctionUrlConfig", "authType=AWS_IAM", ChangeRisk.Permission)]
    [DataRow("aws/1/r/f", "UpdateFunctionCode20150331v2", null, ChangeRisk.Code)]
    [DataRow("aws/1/r/f", "UpdateFunctionConfiguration20150331v2", "layers=arn:aws:lambda:r:9:layer:x:1", ChangeRisk.Layer)]
    [DataRow("aws/1", "StopLogging", "name=main", ChangeRisk.LoggingOff)]
    [DataRow("gcp/p/r/f", "google.cloud.run.v2.Services.SetIamPolicy", "ADD roles/run.invoker to allUsers", ChangeRisk.PublicAccess)]
    [DataRow("gcp/p/r/f", "google.cloud.run.v1.Services.SetIamPolicy", "REMOVE roles/run.invoker to allUsers", ChangeRisk.Permission)]
    [DataRow("gcp/p/r/f", "google.cloud.functions.v1.CloudFunctionsService.UpdateFunction", null, ChangeRisk.Code)]
    [DataRow("gcp/p", "google.iam.admin.v1.CreateServiceAccountKey", null, ChangeRisk.Keys)]
    [DataRow("gcp/p", "google.logging.v2.ConfigServiceV2.DeleteSink", null, ChangeRisk.LoggingOff)]
    public void An_operation_bears_on_security_as_its_table_says(string function, string operation, string? detail, ChangeRisk risk) =>
        Assert.AreEqual(risk, RiskyOperations.RiskOf(new Change { Function = function, Time = Some.Noon, Operation = operation, Detail = detail }));

    [TestMethod]
    [DataRow("aws/1/r/f", "TagResource20170331v2")]
    [DataRow("azure/sub/shop", "MICROSOFT.WEB/SITES/RESTART/ACTION")]
    [DataRow("gcp/p/r/f", "google.cloud.run.v1.Services.DeleteService")]
    [DataRow("other/x/f", "StopLogging")]
    public void Another_one_does_not(string function, string operation) =>
        Assert.IsNull(RiskyOperations.RiskOf(new Change { Function = function, Time = Some.Noon, Operation = operation }));

    [TestMethod]
    [DataRow("azure-monitor", "azure-monitor/activity-log.json", "Code,Keys,Permission,LoggingOff")]
    [DataRow("aws-cloudtrail", "aws-cloudtrail/changes.json", "PublicAccess,EventSource,Layer,LoggingOff")]
    [DataRow("gcp-logging", "gcp-logging/audit.json", "Code,PublicAccess,Keys")]
    public void What_the_formats_read_is_recognised(string source, string file, string risks)
    {
        var result = FormatReading.Read(source, FormatReading.Fixture(file));
        var found = result.Records.Select(record => record.Change).OfType<Change>().Select(RiskyOperations.RiskOf).OfType<ChangeRisk>().Distinct().Select(risk => risk.ToString());

        Assert.IsEmpty(risks.Split(',').Except(found), "not recognised");
    }
}
