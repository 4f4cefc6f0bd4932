using System.Text;
using AnomalyWatch.Pipeline.Ingesting;
using Google.Protobuf;

namespace AnomalyWatch.Tests.Ingesting.Otlp;

[TestClass]
public sealed class OtlpReplyTests
{
    private const string Protobuf = "application/x-protobuf";

    // Two sound spans and one that names no time.
    private static readonly byte[] Mixed = Encoding.UTF8.GetBytes(
        """{"resourceSpans":[{"resource":{"attributes":[{"key":"faas.name","value":{"stringValue":"hello"}}]},"scopeSpans":[{"spans":[{"kind":2,"startTimeUnixNano":"1782907200000000000","endTimeUnixNano":"1782907201000000000"},{"kind":2},{"kind":2,"startTimeUnixNano":"1782907200000000000","endTimeUnixNano":"1782907201000000000"}]}]}]}""");

    [TestMethod]
    public void A_whole_success_is_an_empty_message()
    {
        var protobuf = Reply(Sources.OtlpTraces, OtlpProtobuf.Of(Fixture.Bytes(Sources.OtlpTraces, "faas-gcp.json")), Protobuf);
        var json = Reply(Sources.OtlpTraces, Fixture.Bytes(Sources.OtlpTraces, "faas-gcp.json"), "application/json");
        Assert.AreEqual((200, Protobuf, 0), (protobuf.StatusCode, protobuf.ContentType, protobuf.Body.Length));
        Assert.AreEqual((200, "{}"), (json.StatusCode, Encoding.UTF8.GetString(json.Body.Span)));
    }

    [TestMethod]
    public void A_partial_success_says_how_many_and_why_in_the_encoding_of_the_request()
    {
        var json = Reply(Sources.OtlpTraces, Mixed, "application/json");
        StringAssert.StartsWith(Encoding.UTF8.GetString(json.Body.Span), """{"partialSuccess":{"rejectedSpans":"1","errorMessage":"startTimeUnixNano: is missing""");

        var protobuf = Reply(Sources.OtlpTraces, OtlpProtobuf.Of(Mixed), Protobuf);
        using var outer = new CodedInputStream(protobuf.Body.ToArray());
        Assert.AreEqual(WireFormat.MakeTag(1, WireFormat.WireType.LengthDelimited), outer.ReadTag());
        using var partial = outer.ReadBytes().CreateCodedInput();
        Assert.AreEqual(WireFormat.MakeTag(1, WireFormat.WireType.Varint), partial.ReadTag());
        Assert.AreEqual(1, partial.ReadInt64());
        Assert.AreEqual(WireFormat.MakeTag(2, WireFormat.WireType.LengthDelimited), partial.ReadTag());
        StringAssert.StartsWith(partial.ReadString(), "startTimeUnixNano: is missing");
        Assert.IsTrue(outer.IsAtEnd && partial.IsAtEnd);
    }

    [TestMethod]
    public void Bad_data_is_400_with_a_status_message()
    {
        var protobuf = Reply(Sources.OtlpLogs, [0x0a, 0x05, 0x01], Protobuf);
        Assert.AreEqual((400, Protobuf), (protobuf.StatusCode, protobuf.ContentType));
        using var status = new CodedInputStream(protobuf.Body.ToArray());
        Assert.AreEqual(WireFormat.MakeTag(2, WireFormat.WireType.LengthDelimited), status.ReadTag());
        StringAssert.StartsWith(status.ReadString(), "The body is not a protobuf message of this kind");

        var json = Reply(Sources.OtlpLogs, "{"u8.ToArray(), "application/json");
        Assert.AreEqual(400, json.StatusCode);
        StringAssert.StartsWith(Encoding.UTF8.GetString(json.Body.Span), """{"message":""");
    }

    private static DeliveryReply Reply(string source, byte[] body, string type)
    {
        var delivery = new Delivery(source, body, null, Some.Noon, ContentType: type);
        return DeliveryReader.Reply(delivery, DeliveryReader.Read(delivery));
    }
}
