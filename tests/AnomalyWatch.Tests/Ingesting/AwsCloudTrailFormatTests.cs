using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Ingesting;

[TestClass]
public sealed class AwsCloudTrailFormatTests
{
    [TestMethod]
    public void A_call_tells_who_made_it_and_from_where_and_goes_by_the_id_that_the_functions_log_has()
    {
        var call = Invoke()[0];

        Assert.AreEqual("aws/123456789012/eu-west-1/checkout", call.Function);
        Assert.AreEqual(RecordId.From("0c7a1f5e-0000-4000-8000-000000000001"), call.Id);
        Assert.AreEqual(Some.Noon, call.Start);
        Assert.AreEqual(Outcome.Unknown, call.Outcome);
        Assert.AreEqual("7", call.Version);
        Assert.AreEqual(new Caller { Principal = "123456789012/role/shop-api", Ip = "203.0.113.9", Agent = "aws-sdk-go/1.55.0" }, call.Caller);
    }

    [TestMethod]
    public void A_denied_call_is_denied_of_the_function_that_only_the_message_names()
    {
        var call = Invoke()[1];

        Assert.AreEqual("aws/123456789012/eu-west-1/payout", call.Function);
        Assert.AreEqual(Outcome.Denied, call.Outcome);
        Assert.AreEqual("AccessDenied", call.ErrorType);
        Assert.AreEqual("123456789012/user/mallory", call.Caller.Principal);
        Assert.AreEqual("vpce-0a1b2c3d4e5f60718", call.Caller.Network);
    }

    [TestMethod]
    public void A_call_by_a_service_has_a_trigger_and_no_address()
    {
        var call = Invoke()[2];

        Assert.AreEqual("aws/123456789012/eu-west-1/checkout", call.Function);
        Assert.AreEqual(Trigger.Http, call.Trigger);
        Assert.AreEqual("live", call.Version);
        Assert.AreEqual("apigateway.amazonaws.com", call.Caller.Principal);
        Assert.IsNull(call.Caller.Ip);
    }

    [TestMethod]
    public void A_dry_run_is_no_call_and_a_throttled_or_unnamed_one_is()
    {
        var calls = Invoke();

        Assert.HasCount(5, calls);
        Assert.AreEqual(Outcome.Throttled, calls[3].Outcome);
        Assert.AreEqual(("aws/123456789012/eu-west-1/unknown", Outcome.Denied), (calls[4].Function, calls[4].Outcome));
    }

    [TestMethod]
    public void Changes_name_the_function_or_what_holds_it_and_what_a_person_wants_to_know()
    {
        var changes = FormatReading.Changes(Sources.AwsCloudTrail, FormatReading.Fixture("aws-cloudtrail/changes.json"));

        CollectionAssert.AreEqual(
            new[]
            {
                "UpdateFunctionUrlConfig aws/123456789012/eu-west-1/checkout Ok authType=NONE",
                "CreateEventSourceMapping20150331 aws/123456789012/eu-west-1/checkout Ok eventSourceArn=arn:aws:sqs:eu-west-1:123456789012:orders",
                "UpdateEventSourceMapping20150331 aws/123456789012/eu-west-1/checkout Ok ",
                "PublishLayerVersion20181031 aws/123456789012/eu-west-1 Ok layerName=shared",
                "DeleteLogGroup aws/123456789012/eu-west-1/checkout Ok logGroupName=/aws/lambda/Checkout",
                "StopLogging aws/123456789012 Ok name=main",
                "UpdateFunctionCode20150331v2 aws/123456789012/eu-west-1 Denied error=AccessDeniedException",
            },
            changes.Select(change => $"{change.Operation} {change.Function} {change.Outcome} {change.Detail}").ToList());
        Assert.IsTrue(changes.TrueForAll(change => change is { Principal: "123456789012/role/shop-api", Ip: "203.0.113.9", Id.IsNone: false }));
    }

    [TestMethod]
    public void Eventbridge_wraps_records_and_other_events_are_not_for_us()
    {
        var result = FormatReading.Read(Sources.AwsCloudTrail, FormatReading.Fixture("aws-cloudtrail/eventbridge.json"));

        Assert.AreEqual("UpdateFunctionUrlConfig", result.Records[0].Change!.Operation);
        Assert.AreEqual("aws/123456789012/eu-west-1/checkout", result.Records[1].Invocation.Function);
        Assert.AreEqual((2, 1, 0), (result.Records.Count, result.NotInvocations, result.RejectedCount));
    }

    [TestMethod]
    [DataRow("""{"eventVersion":"2.1","eventSource":"aws:s3","eventName":"ObjectCreated:Put"}""", "eventVersion")]
    [DataRow("""{"eventVersion":"1.11","eventTime":"2026-07-01T12:00:00Z"}""", "eventSource")]
    [DataRow("""{"eventVersion":"1.11","eventSource":"lambda.amazonaws.com","eventName":"Invoke","eventTime":"yesterday"}""", "eventTime")]
    [DataRow("""{"version":"1","detail-type":"AWS API Call via CloudTrail","detail":{}}""", "version")]
    [DataRow("""{"version":"0","detail-type":"AWS API Call via CloudTrail"}""", "detail")]
    [DataRow("""{"hello":"world"}""", "neither")]
    [DataRow("7", "not a JSON object")]
    public void What_is_not_known_is_refused_with_the_reason(string body, string reason)
    {
        var result = FormatReading.Read(Sources.AwsCloudTrail, body);
        Assert.AreEqual(IngestStatus.Malformed, result.Status);
        StringAssert.StartsWith(result.Error, reason);
    }

    private static List<Invocation> Invoke() => FormatReading.Invocations(Sources.AwsCloudTrail, FormatReading.Fixture("aws-cloudtrail/invoke.json"));
}
