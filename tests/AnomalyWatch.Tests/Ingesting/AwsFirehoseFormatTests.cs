using System.Text.Json;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Ingesting;

[TestClass]
public sealed class AwsFirehoseFormatTests
{
    private readonly IngestResult _result = FormatReading.Read(Sources.AwsFirehose, FormatReading.Fixture("aws-firehose/request.json"));

    [TestMethod]
    public void Its_records_are_log_documents_and_cloudtrail_records_plain_or_gzipped()
    {
        Assert.AreEqual("aws/123456789012/unknown/checkout", _result.Records[0].Function);
        Assert.AreEqual("UpdateFunctionUrlConfig", _result.Records[1].Change!.Operation);
        Assert.AreEqual("aws/123456789012/eu-west-1/payout", _result.Records[2].Function);
        Assert.HasCount(3, _result.Records);
        Assert.AreEqual(2, _result.NotInvocations); // the question whether we are there, and the line beside the report
        Assert.AreEqual(1, _result.RejectedCount);
        StringAssert.StartsWith(_result.Rejections[0].Reason, "data: holds no JSON (byte ");
        Assert.AreEqual(5, _result.Rejections[0].Index);
    }

    [TestMethod]
    public void The_region_that_no_log_document_tells_can_be_told_beside_it()
    {
        var result = FormatReading.Read(Sources.AwsFirehose, FormatReading.Fixture("aws-firehose/request.json"), "aws/123456789012/eu-west-1/checkout");
        Assert.AreEqual("aws/123456789012/eu-west-1/checkout", result.Records[0].Function);
    }

    [TestMethod]
    [DataRow("1.0", IngestStatus.Read)]
    [DataRow(null, IngestStatus.Read, DisplayName = "no header, as in what the quarantine kept")]
    [DataRow("2.0", IngestStatus.Malformed)]
    [DataRow("", IngestStatus.Malformed)]
    public void A_version_of_the_protocol_that_is_not_known_is_refused_whole_and_not_guessed(string? version, IngestStatus status)
    {
        var delivery = new Delivery(Sources.AwsFirehose, FormatReading.Fixture("aws-firehose/request.json"), null, Some.Noon) { ProtocolVersion = version };
        var result = DeliveryReader.Read(delivery);
        Assert.AreEqual((status, "ed4acda5-034f-9f42-bba1-f29aea6d7d8f"), (result.Status, result.RequestId));
        if (status == IngestStatus.Malformed)
        {
            StringAssert.StartsWith(result.Error, "X-Amz-Firehose-Protocol-Version: ");
            Assert.AreEqual(400, DeliveryReader.Reply(delivery, result).StatusCode);
        }
    }

    [TestMethod]
    [DataRow(null, "arn:aws:firehose:eu-west-1:123456789012:deliverystream/logs", "eu-west-1", DisplayName = "the stream's region, of the same account")]
    [DataRow(null, "arn:aws:firehose:eu-west-1:210987654321:deliverystream/logs", "unknown", DisplayName = "a stream of another account may be elsewhere")]
    [DataRow("eu-north-1", "arn:aws:firehose:eu-west-1:123456789012:deliverystream/logs", "eu-north-1", DisplayName = "the parameter first")]
    [DataRow("EU North/1", null, "eu-north-1", DisplayName = "a parameter that is no region still makes a sound name")]
    [DataRow(null, "arn:aws:s3:::bucket", "unknown")]
    [DataRow(null, null, "unknown")]
    public void The_region_can_come_from_a_parameter_or_from_the_streams_own_name(string? region, string? arn, string expected)
    {
        var result = FormatReading.Read(Sources.AwsFirehose, FormatReading.Fixture("aws-firehose/request.json"), AwsPlace.FullName(region, arn));
        Assert.AreEqual($"aws/123456789012/{expected}/checkout", result.Records[0].Function);
        Assert.AreEqual("aws/123456789012/eu-west-1/payout", result.Records[2].Function, "A record that tells its own region keeps it.");
    }

    [TestMethod]
    public void The_answer_is_200_with_the_requests_own_id_and_a_time()
    {
        var reply = Reply(_result);
        Assert.AreEqual(200, reply.StatusCode);
        Assert.AreEqual("""{"requestId":"ed4acda5-034f-9f42-bba1-f29aea6d7d8f","timestamp":1782907200000}""", Text(reply));
    }

    [TestMethod]
    [DataRow("""{"requestId":"r-1","timestamp":1,"records":[{"data":"%%%"}]}""", "r-1", "data: is missing or not base64 (byte 44)")]
    [DataRow("""{"requestId":"r-1","records":7}""", "r-1", "The body is no request of Firehose: it has no array of records (byte 0).")]
    public void What_cannot_be_read_at_all_is_no_200_so_that_firehose_keeps_it(string body, string requestId, string message)
    {
        var reply = Reply(FormatReading.Read(Sources.AwsFirehose, body));
        var json = JsonDocument.Parse(reply.Body).RootElement;
        Assert.AreEqual(400, reply.StatusCode);
        Assert.AreEqual((requestId, message), (json.GetProperty("requestId").GetString(), json.GetProperty("errorMessage").GetString()));
    }

    [TestMethod]
    public void The_recorded_event_with_hello_world_is_refused_record_by_record()
    {
        var result = FormatReading.Read(Sources.AwsFirehose, FormatReading.Payload("aws-lambda-go-events/kinesis-firehose-event.json"));
        Assert.AreEqual((IngestStatus.Malformed, 2), (result.Status, result.RejectedCount));
    }

    private static DeliveryReply Reply(IngestResult result) => DeliveryReader.Reply(new Delivery(Sources.AwsFirehose, default, null, Some.Noon), result);

    private static string Text(DeliveryReply reply) => System.Text.Encoding.UTF8.GetString(reply.Body.Span);
}
