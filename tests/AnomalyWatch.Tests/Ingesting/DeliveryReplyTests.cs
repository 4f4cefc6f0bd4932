using System.Text;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Ingesting;

[TestClass]
public sealed class DeliveryReplyTests
{
    [TestMethod]
    [DataRow(IngestStatus.Malformed, 400)]
    [DataRow(IngestStatus.TooLarge, 413)]
    [DataRow(IngestStatus.UnknownSource, 404)]
    [DataRow(IngestStatus.UnsupportedEncoding, 415)]
    public void A_failure_has_a_status_of_its_own_and_says_why(IngestStatus status, int code)
    {
        var reply = Reply("invocations", IngestResult.Failed(status, "why"));
        Assert.AreEqual(code, reply.StatusCode);
        Assert.AreEqual("""{"error":"why"}""", Text(reply));
    }

    [TestMethod]
    public void What_was_read_is_counted_and_what_was_refused_named()
    {
        var reply = Reply("invocations", FormatReading.Read("invocations", "{\"function\":\"other/f\",\"start\":\"2026-07-01T12:00:00Z\"}\n{}\n"));
        Assert.AreEqual(202, reply.StatusCode);
        Assert.AreEqual("""{"accepted":1,"notInvocations":0,"rejected":[{"index":1,"reason":"start: is missing (byte 55)"}],"rejectedCount":1}""", Text(reply));
    }

    [TestMethod]
    public void A_source_that_does_not_exist_has_the_usual_answer() =>
        Assert.AreEqual(404, Reply("nowhere", IngestResult.Failed(IngestStatus.UnknownSource, "why")).StatusCode);

    [TestMethod]
    public void A_pushed_message_is_taken_also_where_it_cannot_be_read_since_pubsub_would_send_it_for_days()
    {
        var pushed = FormatReading.Read(Sources.GcpLogging, """{"message":{"data":"AQIDBA==","messageId":"1"},"subscription":"s"}""");
        var bare = FormatReading.Read(Sources.GcpLogging, """{"hello":"world"}""");

        Assert.AreEqual((IngestStatus.Malformed, IngestStatus.Malformed), (pushed.Status, bare.Status));
        Assert.AreEqual(202, Reply(Sources.GcpLogging, pushed).StatusCode);
        StringAssert.Contains(Text(Reply(Sources.GcpLogging, pushed)), "\"rejectedCount\":1");
        Assert.AreEqual(400, Reply(Sources.GcpLogging, bare).StatusCode);
    }

    private static DeliveryReply Reply(string source, IngestResult result) => DeliveryReader.Reply(new Delivery(source, default, null, Some.Noon), result);

    private static string Text(DeliveryReply reply) => Encoding.UTF8.GetString(reply.Body.Span);
}
