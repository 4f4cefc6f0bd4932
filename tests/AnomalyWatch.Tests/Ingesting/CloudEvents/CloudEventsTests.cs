using System.Text;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Ingesting.CloudEvents;

[TestClass]
public sealed class CloudEventsTests
{
    private const string Record = """{"function":"other/shop/checkout","start":"2026-07-01T12:00:00Z","durationMs":41.5,"outcome":"ok"}""";

    [TestMethod]
    public void A_structured_event_carries_a_canonical_record_and_gives_it_its_id()
    {
        var result = Read(Fixture.Bytes(Sources.CloudEvents, "invocation.json"));

        var call = result.Records.Single().Invocation;
        Assert.AreEqual("other/shop/checkout", call.Function);
        Assert.AreEqual(RecordId.From("/shop/gateway\nA234-1234-1234\n0"), call.Id);
    }

    [TestMethod]
    public void The_same_event_again_has_the_same_id_and_another_event_another()
    {
        var event1 = Fixture.Bytes(Sources.CloudEvents, "invocation.json");
        var event2 = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(event1).Replace("A234", "B234", StringComparison.Ordinal));
        Assert.AreEqual(Read(event1).Records[0].Invocation.Id, Read(event1).Records[0].Invocation.Id);
        Assert.AreNotEqual(Read(event1).Records[0].Invocation.Id, Read(event2).Records[0].Invocation.Id);
    }

    [TestMethod]
    public void A_batch_is_read_event_by_event_and_a_bad_one_costs_no_other()
    {
        var result = Read(Fixture.Bytes(Sources.CloudEvents, "batch.json"));

        Assert.AreEqual(3, result.Records.Count);
        Assert.AreEqual(RecordId.From("own"), result.Records[1].Invocation.Id);
        Assert.AreEqual("aws/unknown/unknown/checkout", result.Records[2].Function);
        Assert.AreEqual(2, result.NotInvocations, "the start of the instance, and the type that is not ours");
        Assert.AreEqual("not a sound CloudEvent of version 1.0", result.Rejections.Single().Reason.Split(" (")[0]);
    }

    [TestMethod]
    public void Examples_of_the_specification_are_not_for_us()
    {
        var one = Read(Fixture.Bytes(Sources.CloudEvents, "foreign.json"));
        var batch = Read(Fixture.Bytes(Sources.CloudEvents, "foreign-batch.json"));
        Assert.AreEqual((0, 1, 0), (one.Records.Count, one.NotInvocations, one.RejectedCount));
        Assert.AreEqual((0, 1, 1), (batch.Records.Count, batch.NotInvocations, batch.RejectedCount));
    }

    [TestMethod]
    public void In_the_binary_mode_the_body_is_the_data()
    {
        var result = ReadBinary(Record + "\n" + Record, ("ce-specversion", "1.0"), ("ce-type", "anomalywatch.invocations"), ("ce-source", "/shop"), ("ce-id", "7"));
        Assert.AreEqual(2, result.Records.Count);
        Assert.AreNotEqual(result.Records[0].Invocation.Id, result.Records[1].Invocation.Id);
    }

    [TestMethod]
    public void Binary_data_may_be_a_protobuf_of_opentelemetry()
    {
        var body = Otlp.OtlpProtobuf.Of(Fixture.Bytes(Sources.OtlpTraces, "faas-gcp.json"));
        var delivery = new Delivery(Sources.CloudEvents, body, null, Some.Noon, ContentType: "application/x-protobuf", Attributes: Headers(
            ("ce-specversion", "1.0"), ("ce-type", "anomalywatch.otlp-traces"), ("ce-source", "/shop"), ("ce-id", "7")));
        Assert.AreEqual("gcp/my-project/europe-west1/hello", DeliveryReader.Read(delivery).Records.Single().Function);
    }

    [TestMethod]
    [DataRow(null, true)]
    [DataRow("application/json; charset=utf-8", true)]
    [DataRow("application/vnd.shop+json", true)]
    [DataRow("application/x-ndjson", true)]
    [DataRow("application/octet-stream", true)]
    [DataRow("application/x-protobuf", false, DisplayName = "canonical records are not written in protobuf")]
    [DataRow("text/xml", false)]
    [DataRow("nonsense", false, DisplayName = "no media type at all makes no sound event")]
    public void Data_of_a_type_that_its_source_is_not_written_in_is_refused_and_not_guessed(string? contentType, bool isRead)
    {
        var delivery = new Delivery(Sources.CloudEvents, Encoding.UTF8.GetBytes(Record), null, Some.Noon, ContentType: contentType, Attributes: Headers(
            ("ce-specversion", "1.0"), ("ce-type", "anomalywatch.invocations"), ("ce-source", "/shop"), ("ce-id", "7")));
        var result = DeliveryReader.Read(delivery);
        Assert.AreEqual(isRead ? IngestStatus.Read : IngestStatus.Malformed, result.Status);
        if (!isRead)
        {
            StringAssert.StartsWith(result.Error, contentType == "nonsense" ? "The ce- headers" : "datacontenttype: ");
        }
    }

    [TestMethod]
    [DataRow("0.3", "7", DisplayName = "an older version")]
    [DataRow("1.0", null, DisplayName = "no id")]
    public void Headers_that_make_no_event_are_malformed(string version, string? id)
    {
        List<(string, string)> headers = [("ce-specversion", version), ("ce-type", "anomalywatch.invocations"), ("ce-source", "/shop")];
        headers.AddRange(id is null ? [] : [("ce-id", id)]);
        Assert.AreEqual(IngestStatus.Malformed, ReadBinary(Record, [.. headers]).Status);
    }

    [TestMethod]
    [DataRow("anomalywatch.cloudevents", IngestStatus.Read, DisplayName = "an event within an event is not for us")]
    [DataRow("anomalywatch.nowhere", IngestStatus.Malformed, DisplayName = "a source that is not known")]
    [DataRow("com.example.other", IngestStatus.Read, DisplayName = "somebody else's type")]
    public void The_type_says_what_the_data_is(string type, IngestStatus status)
    {
        var result = ReadBinary(Record, ("ce-specversion", "1.0"), ("ce-type", type), ("ce-source", "/shop"), ("ce-id", "7"));
        Assert.AreEqual(status, result.Status);
        Assert.IsEmpty(result.Records);
    }

    private static IngestResult Read(byte[] body) => DeliveryReader.Read(new Delivery(Sources.CloudEvents, body, null, Some.Noon, ContentType: "application/cloudevents+json"));

    private static IngestResult ReadBinary(string body, params (string Name, string Value)[] headers) =>
        DeliveryReader.Read(new Delivery(Sources.CloudEvents, Encoding.UTF8.GetBytes(body), null, Some.Noon, Attributes: Headers(headers)));

    private static Dictionary<string, string> Headers(params (string Name, string Value)[] headers) => headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.Ordinal);
}
