using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Ingesting;

/// <summary>The recorded payloads that hold an invocation or a change of a function, by value.</summary>
[TestClass]
public sealed class RecordedValuesTests
{
    private const string Snapshots = "datadog-aws-forwarder/tools/integration_tests/snapshots/";

    [TestMethod]
    [DataRow(Snapshots + "cloudwatch_log_coldstart.json", "aws/601427279990/unknown/storms-cloudwatch-event", "db275f87-a934-471a-8980-b63bf4dc1beb", 1.76, 100d, 128d, 48d, 120.96)]
    [DataRow(Snapshots + "cloudwatch_log_lambda_invocation.json", "aws/601427279990/unknown/hello-dog-node-dev-hello12x", "f08bb4c8-d6b2-4f05-ac17-af7e2ba005fb", 619.31, 700d, 128d, 118d, null)]
    [DataRow("datadog-aws-forwarder/tests/events/cloudwatch_logs.json", "aws/601427279990/unknown/hello-dog-node-dev-hello12x", "f08bb4c8-d6b2-4f05-ac17-af7e2ba005fb", 619.31, 700d, 128d, 118d, null)]
    public void Lambda_logs(string path, string function, string id, double duration, double billed, double limit, double memory, double? init)
    {
        var call = FormatReading.Invocations(Sources.AwsCloudWatch, FormatReading.Payload(path)).Single(call => call.Kind == InvocationKind.Completed);
        Assert.AreEqual((function, RecordId.From(id)), (call.Function, call.Id));
        Assert.AreEqual(((double?)duration, (double?)billed, (double?)limit, (double?)memory, init), (call.DurationMs, call.BilledMs, call.MemoryLimitMb, call.MemoryMb, call.InitMs));
        Assert.AreEqual(init is not null, call.ColdStart);
        Assert.AreEqual("$LATEST", call.Version);
    }

    [TestMethod]
    public void The_telemetry_api()
    {
        var call = FormatReading.Invocations(Sources.AwsTelemetry, FormatReading.Payload("aws-lambda-telemetry-elastic/event-002.json"), "aws/1/r/f").Single();
        Assert.AreEqual((101.51, 300d, 512d, 33d, 116.67), (call.DurationMs, call.BilledMs, call.MemoryLimitMb, call.MemoryMb, call.InitMs));
        Assert.AreEqual(new DateTimeOffset(2020, 8, 20, 12, 31, 32, 123, TimeSpan.Zero).AddMilliseconds(-101.51), call.Start);
        Assert.AreEqual((true, RecordId.From("6f7f0961f83442118a7af6fe80b88d56")), (call.ColdStart, call.Id));
    }

    [TestMethod]
    [DataRow("dynatrace-azure/literal-010.json", 1)]
    [DataRow("dynatrace-azure/tests/integration/events.json", 4)]
    public void Azures_function_logs(string path, int count)
    {
        var calls = FormatReading.Invocations(Sources.AzureMonitor, FormatReading.Payload(path));
        Assert.HasCount(count, calls);
        foreach (var call in calls)
        {
            Assert.AreEqual("azure/69b51384-146c-4685-9dab-5ae01877d7b8/ingest-logs-function/logs_ingest", call.Function);
            Assert.AreEqual((RecordId.From("26849b40-bba5-41ee-9521-fc3205a39b5e"), 50d, Outcome.Ok), (call.Id, call.DurationMs, call.Outcome));
            Assert.AreEqual("2021-02-04T07:45:44.5364815Z", call.Start.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffZ", System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [TestMethod]
    [DataRow("aws.persistence.lambda-backdoor-function", "AddPermission20150331v2", "aws/880896431042/ca-centralnorth-1r/stratus-red-team-backdoor-f-func", "880896431042/user/christophe", "151.236.251.251", "principal=*, action=lambda:InvokeFunction")]
    [DataRow("aws.persistence.lambda-overwrite-code", "UpdateFunctionCode20150331v2", "aws/266106314375/ap-westeast-2r/stratus-red-team-olc-func-vayhjqkdav", "266106314375/user/christophe", "253.8.50.132", null)]
    [DataRow("aws.persistence.lambda-layer-extension", "UpdateFunctionConfiguration20150331v2", "aws/712967571683/eugov-eastcentral-1r/stratus-red-team-lambda-layer-simplelambda", "712967571683/user/christophe", "211.219.255.238", "layers=arn:aws:lambda:eugov-eastcentral-1r:712967571683:layer:stratus-red-team-lambda-layer-my-lambda-extension:1")]
    public void What_attackers_did_to_functions(string technique, string operation, string function, string principal, string ip, string? detail)
    {
        var change = FormatReading.Changes(Sources.AwsCloudTrail, FormatReading.Payload($"stratus-red-team-detonation-logs/{technique}.json")).Single();
        Assert.AreEqual((operation, function, principal, ip, detail, Outcome.Ok), (change.Operation, change.Function, change.Principal, change.Ip, change.Detail, change.Outcome));
    }

    [TestMethod]
    public void What_attackers_were_denied()
    {
        var change = FormatReading.Changes(Sources.AwsCloudTrail, FormatReading.Payload("stratus-red-team-detonation-logs/aws.defense-evasion.organizations-leave.json")).Single();
        Assert.AreEqual(("LeaveOrganization", Outcome.Denied), (change.Operation, change.Outcome));
    }

    [TestMethod]
    public void The_activity_log()
    {
        var change = FormatReading.Changes(Sources.AzureMonitor, FormatReading.Payload("dynatrace-azure/literal-002.json")).Single();
        Assert.AreEqual(
            ("MICROSOFT.STORAGE/STORAGEACCOUNTS/LISTACCOUNTSAS/ACTION", "azure/69b51384-146c-4685-9dab-5ae01877d7b8", "jan.kowalski@somewhere.com", "40.112.242.0", Outcome.Error),
            (change.Operation, change.Function, change.Principal, change.Ip, change.Outcome));
    }
}
