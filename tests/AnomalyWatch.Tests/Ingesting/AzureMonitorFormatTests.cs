using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Ingesting;

[TestClass]
public sealed class AzureMonitorFormatTests
{
    private const string App = "azure/12cabcb4-86e8-404f-a3d2-1dc9982f45ca/test-function";

    [TestMethod]
    public void However_often_the_properties_were_escaped_they_say_the_same()
    {
        var calls = Invocations("escaped-properties.json");
        Assert.HasCount(5, calls);
        foreach (var call in calls)
        {
            Assert.AreEqual(calls[0], call);
        }

        Assert.AreEqual((App + "/hello", 12d, Outcome.Error, "System.InvalidOperationException"), (calls[0].Function, calls[0].DurationMs, calls[0].Outcome, calls[0].ErrorType));
    }

    [TestMethod]
    public void Strings_of_json_are_taken_for_what_is_in_them() =>
        Assert.HasCount(3, Invocations("strings.json"));

    [TestMethod]
    public void Beginnings_and_ends_are_records_of_their_own_by_one_id()
    {
        var calls = Invocations("function-completed.json");
        Assert.AreEqual((InvocationKind.Start, Trigger.Http), (calls[0].Kind, calls[0].Trigger));
        Assert.AreEqual((InvocationKind.Completed, 877d, Outcome.Ok), (calls[1].Kind, calls[1].DurationMs, calls[1].Outcome));
        Assert.AreEqual(calls[0].Id, calls[1].Id);
    }

    [TestMethod]
    public void A_request_an_exception_and_the_workers_span_are_sightings_of_one_invocation()
    {
        var result = FormatReading.Read(Sources.AzureMonitor, FormatReading.Fixture("azure-monitor/app-insights.json"));
        var calls = result.Records.Select(record => record.Invocation).ToList();

        Assert.HasCount(3, calls);
        Assert.AreEqual(2, result.NotInvocations); // what user code logged, and a call out
        Assert.IsTrue(calls.TrueForAll(call => call is { Function: App + "/hello", Count: 4 } && call.Id == RecordId.From("d878e365-b3d6-4796-9292-000000000002")));
        Assert.AreEqual((950.5, Outcome.Error, 500, Trigger.Http), (calls[0].DurationMs, calls[0].Outcome, calls[0].StatusCode, calls[0].Trigger));
        Assert.AreEqual((null, Outcome.Error, "System.InvalidOperationException"), (calls[1].DurationMs, calls[1].Outcome, calls[1].ErrorType));
        Assert.AreEqual((930d, Outcome.Error), (calls[2].DurationMs, calls[2].Outcome));
    }

    [TestMethod]
    public void The_recorded_request_keeps_its_figures()
    {
        var call = FormatReading.Invocations(Sources.AzureMonitor, FormatReading.Payload("newrelic-azure-app-insights/batch-06.json")).Single();
        Assert.AreEqual("azure/subscriptionid/functionappname/functionname", call.Function);
        Assert.AreEqual((30021.5457, Outcome.Ok, 200, Trigger.Http, 1L), (call.DurationMs, call.Outcome, call.StatusCode, call.Trigger, call.Count));
        Assert.AreEqual(RecordId.From("invocationId"), call.Id);
        Assert.IsNull(call.Caller.Ip);
    }

    [TestMethod]
    public void The_activity_log_holds_changes_of_functions_apps_and_the_subscription()
    {
        var changes = FormatReading.Changes(Sources.AzureMonitor, FormatReading.Fixture("azure-monitor/activity-log.json"));
        const string Subscription = "azure/12cabcb4-86e8-404f-a3d2-1dc9982f45ca";

        CollectionAssert.AreEqual(
            new[]
            {
                $"MICROSOFT.WEB/SITES/PUBLISH/ACTION {App} Ok jan.kowalski@example.com SITES/TEST-FUNCTION",
                $"MICROSOFT.WEB/SITES/FUNCTIONS/LISTKEYS/ACTION {App}/hello Ok jan.kowalski@example.com FUNCTIONS/HELLO",
                $"MICROSOFT.AUTHORIZATION/ROLEASSIGNMENTS/WRITE {Subscription} Denied app:ddbf3205-c6bd-46ae-8127-60eb93363864 ROLEASSIGNMENTS/AB1AE998",
                $"MICROSOFT.INSIGHTS/DIAGNOSTICSETTINGS/DELETE {App} Ok jan.kowalski@example.com DIAGNOSTICSETTINGS/TO-HUB",
            },
            changes.Select(change => $"{change.Operation} {change.Function} {change.Outcome} {change.Principal} {change.Detail}").ToList());
        Assert.AreEqual(4, changes.Select(change => change.Id).Distinct().Count());
    }

    [TestMethod]
    [DataRow("\"properties\":\"no JSON\"", "properties: a string that is neither JSON")]
    [DataRow("\"properties\":{\"eventName\":\"FunctionCompleted\",\"message\":\"It is over.\"}", "message: an invocation is announced")]
    public void A_completion_in_other_words_is_refused_and_not_guessed(string properties, string reason)
    {
        var result = FormatReading.Read(Sources.AzureMonitor, $$"""{"category":"FunctionAppLogs","time":"2026-07-01T12:00:00Z",{{properties}}}""");
        Assert.AreEqual(IngestStatus.Malformed, result.Status);
        StringAssert.StartsWith(result.Error, reason);
    }

    private static List<Invocation> Invocations(string file) => FormatReading.Invocations(Sources.AzureMonitor, FormatReading.Fixture("azure-monitor/" + file));
}
