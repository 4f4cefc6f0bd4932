using System.Text;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Ingesting;

[TestClass]
public sealed class GcpLoggingFormatTests
{
    [TestMethod]
    public void A_request_of_cloud_run_tells_its_caller_and_is_denied_where_the_status_says_so()
    {
        var call = Invocations("request.json")[0];
        Assert.AreEqual("gcp/shop-prod/europe-west1/checkout", call.Function);
        Assert.AreEqual((12d, Outcome.Denied, 403, 1523L, 412L), (call.DurationMs, call.Outcome, call.StatusCode, call.RequestBytes, call.ResponseBytes));
        Assert.AreEqual(new Caller { Ip = "203.0.113.9", Agent = "curl/8.5.0" }, call.Caller);
        Assert.AreEqual("checkout-00042-abc", call.Version);
    }

    [TestMethod]
    public void The_first_generation_tells_beginnings_and_ends_by_one_id()
    {
        var calls = Invocations("execution.jsonl");
        Assert.AreEqual((InvocationKind.Start, InvocationKind.Completed), (calls[0].Kind, calls[1].Kind));
        Assert.AreEqual(calls[0].Id, calls[1].Id);
        Assert.AreEqual((800d, Outcome.Ok, calls[0].Start), (calls[1].DurationMs, calls[1].Outcome, calls[1].Start));
    }

    [TestMethod]
    public void The_start_of_an_instance_is_a_record_of_its_own_however_the_entries_come()
    {
        var calls = Invocations("instance-start.json");
        CollectionAssert.AreEqual(
            new[] { ("b1", InvocationKind.InstanceStart), ("c1", InvocationKind.Completed), ("c2", InvocationKind.Completed), ("b3", InvocationKind.InstanceStart) }
                .Select(call => (RecordId.From(call.Item1), call.Item2)).ToArray(),
            calls.Select(call => (call.Id, call.Kind)).ToArray());
        Assert.AreEqual(("gcp/shop-prod/europe-west1/checkout", Some.Noon), (calls[3].Function, calls[3].EventTime));
    }

    [TestMethod]
    public void A_push_holds_one_entry_and_knows_its_number()
    {
        var result = FormatReading.Read(Sources.GcpLogging, FormatReading.Fixture("gcp-logging/push.json"));
        Assert.AreEqual("2070443601311540", result.RequestId);
        Assert.AreEqual((RecordId.From("d1"), 1500d), (result.Records.Single().Invocation.Id, result.Records[0].Invocation.DurationMs));
    }

    [TestMethod]
    public void The_audit_log_holds_changes_of_functions_and_of_the_project()
    {
        var result = FormatReading.Read(Sources.GcpLogging, FormatReading.Fixture("gcp-logging/audit.json"));
        var changes = result.Records.Select(record => record.Change!).ToList();

        CollectionAssert.AreEqual(
            new[]
            {
                "google.cloud.run.v2.Services.SetIamPolicy gcp/shop-prod/europe-west1/checkout Ok SET roles/run.invoker to allUsers",
                "google.cloud.functions.v1.CloudFunctionsService.UpdateFunction gcp/shop-prod/us-central1/resize Ok ",
                "google.iam.admin.v1.CreateServiceAccountKey gcp/shop-prod Denied ",
            },
            changes.Select(change => $"{change.Operation} {change.Function} {change.Outcome} {change.Detail}").ToList());
        Assert.IsTrue(changes.TrueForAll(change => change is { Principal: "deploy@shop-prod.iam.gserviceaccount.com", Ip: "203.0.113.9" }));
        Assert.AreEqual((3, 1), (result.NotInvocations, result.RejectedCount));
        StringAssert.StartsWith(result.Rejections[0].Reason, "protoPayload: is of a type that is not known here");
    }

    [TestMethod]
    [DataRow("2026-07-01T12:00:00Z", "Starting new instance. Reason: DEPLOYMENT_ROLLOUT - ...", 0)]
    [DataRow("2026-07-01T12:00:00Z", "Default STARTUP TCP probe succeeded", 0)]
    [DataRow("2026-07-01 12:00:00.5", "Starting new instance.", 1)]
    public void Of_the_system_log_only_starts_that_a_request_waited_for_count(string time, string text, int count)
    {
        var entry = Encoding.UTF8.GetString(FormatReading.Fixture("gcp-logging/instance-start.json")).Split("\n },\n")[0].TrimStart('[') + "}";
        var changed = System.Text.Json.Nodes.JsonNode.Parse(entry)!;
        (changed["timestamp"], changed["textPayload"]) = (time, text);
        Assert.HasCount(count, FormatReading.Read(Sources.GcpLogging, changed.ToJsonString()).Records);
    }

    private static List<Invocation> Invocations(string file) => FormatReading.Invocations(Sources.GcpLogging, FormatReading.Fixture("gcp-logging/" + file));
}
