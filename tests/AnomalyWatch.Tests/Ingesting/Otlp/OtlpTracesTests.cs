using System.Text;
using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Pipeline.Ingesting;

namespace AnomalyWatch.Tests.Ingesting.Otlp;

[TestClass]
public sealed class OtlpTracesTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_lambda_span_becomes_an_invocation_with_all_that_it_tells(bool isProtobuf)
    {
        var result = Read(Fixture.Bytes(Sources.OtlpTraces, "faas-aws.json"), isProtobuf);

        Assert.AreEqual(IngestStatus.Read, result.Status, result.Error);
        Assert.AreEqual(2, result.NotInvocations, "the framework's own span within the call, and the query");
        var call = result.Records[0].Invocation;
        Assert.AreEqual("aws/123456789012/eu-west-1/checkout", call.Function);
        Assert.AreEqual(RecordId.From("8b1c7d3e-0000-4000-8000-000000000001"), call.Id);
        Assert.AreEqual(Some.Noon, call.Start);
        Assert.AreEqual(41.5, call.DurationMs);
        Assert.AreEqual(Outcome.Ok, call.Outcome);
        Assert.AreEqual(200, call.StatusCode);
        Assert.AreEqual(Trigger.Http, call.Trigger);
        Assert.IsTrue(call.ColdStart);
        Assert.AreEqual(128, call.MemoryLimitMb);
        Assert.AreEqual(512, call.ResponseBytes);
        Assert.AreEqual("42", call.Version);
        Assert.AreEqual(new Caller { Principal = "svc-shop", Ip = "203.0.113.9", Agent = "okhttp 3.0" }, call.Caller);
        Assert.AreEqual(RecordId.From("5b8efff798038103d269b633813fc60c"), call.TraceId);
        Assert.AreEqual(RecordId.From("eee19b7ec3c1b173"), call.ParentId);
        Assert.AreEqual(1, call.Count);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_sampled_span_stands_for_as_many_as_its_threshold_says(bool isProtobuf)
    {
        var call = Read(Fixture.Bytes(Sources.OtlpTraces, "faas-aws.json"), isProtobuf).Records[1].Invocation;

        Assert.AreEqual(4, call.Count);
        Assert.AreEqual(Outcome.Timeout, call.Outcome);
        Assert.AreEqual("System.TimeoutException", call.ErrorType);
        Assert.AreEqual(Trigger.PubSub, call.Trigger);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void An_azure_span_is_named_by_its_resource_id_and_a_forbidden_call_is_denied(bool isProtobuf)
    {
        var records = Read(Fixture.Bytes(Sources.OtlpTraces, "faas-azure.json"), isProtobuf).Records;

        Assert.AreEqual("azure/00000000-0000-0000-0000-000000000001/shop/checkout", records[0].Function);
        Assert.AreEqual(Outcome.Denied, records[0].Invocation.Outcome);
        Assert.AreEqual(Outcome.Error, records[1].Invocation.Outcome);
        Assert.IsFalse(records[1].Invocation.Id.IsNone, "without faas.invocation_id the span itself is the id");
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_resource_behind_its_spans_is_read_too_and_not_found_is_the_callers_fault(bool isProtobuf)
    {
        var call = Read(Fixture.Bytes(Sources.OtlpTraces, "faas-gcp.json"), isProtobuf).Records.Single().Invocation;

        Assert.AreEqual("gcp/my-project/europe-west1/hello", call.Function);
        Assert.AreEqual(Outcome.Ok, call.Outcome);
        Assert.AreEqual(404, call.StatusCode);
        Assert.AreEqual("hello-00003-abc", call.Version);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_span_that_runs_in_no_function_is_not_for_us(bool isProtobuf)
    {
        var result = Read(Fixture.Bytes(Sources.OtlpTraces, "trace.json"), isProtobuf);
        Assert.AreEqual((0, 1, 0), (result.Records.Count, result.NotInvocations, result.RejectedCount));
    }

    [TestMethod]
    public void Both_encodings_tell_the_same()
    {
        foreach (var json in Fixture.All(Sources.OtlpTraces))
        {
            CollectionAssert.AreEqual(Read(json, false).Records.ToArray(), Read(json, true).Records.ToArray());
        }
    }

    [TestMethod]
    [DataRow(0, null, Outcome.Ok)]
    [DataRow(0, 404, Outcome.Ok)]
    [DataRow(0, 401, Outcome.Denied)]
    [DataRow(0, 403, Outcome.Denied)]
    [DataRow(0, 429, Outcome.Throttled)]
    [DataRow(0, 500, Outcome.Error)]
    [DataRow(0, 504, Outcome.Timeout)]
    [DataRow(1, null, Outcome.Ok)]
    [DataRow(1, 500, Outcome.Ok)]
    [DataRow(1, 403, Outcome.Denied)]
    [DataRow(2, null, Outcome.Error)]
    [DataRow(2, 404, Outcome.Error)]
    [DataRow(2, 429, Outcome.Throttled)]
    [DataRow(2, 503, Outcome.Error)]
    [DataRow(2, 504, Outcome.Timeout)]
    public void The_outcome_follows_the_span_status_and_the_http_code(int status, int? code, Outcome outcome)
    {
        var http = code is null ? "" : $$$""",{"key":"http.response.status_code","value":{"intValue":{{{code}}}}}""";
        var call = Read(Span($$$""" "kind":2,"startTimeUnixNano":"1782907200000000000","endTimeUnixNano":"1782907200001000000","status":{"code":{{{status}}}},"attributes":[{"key":"faas.trigger","value":{"stringValue":"http"}}{{{http}}}]"""), true);
        Assert.AreEqual(outcome, call.Records.Single().Invocation.Outcome);
    }

    [TestMethod]
    [DataRow(""" "kind":2,"attributes":[{"key":"faas.trigger","value":{"stringValue":"http"}}]""", DisplayName = "no time")]
    [DataRow(""" "kind":2,"startTimeUnixNano":"1782907200000000000","endTimeUnixNano":"1782907199000000000","attributes":[{"key":"faas.trigger","value":{"stringValue":"http"}}]""", DisplayName = "it ends before it begins")]
    [DataRow(""" "kind":2,"startTimeUnixNano":"1782907200000000000","endTimeUnixNano":"1782907201000000000","attributes":[{"key":"faas.trigger","value":{"stringValue":"http"}},{"key":"http.response.status_code","value":{"intValue":"99999"}}]""", DisplayName = "a status code of five digits")]
    public void A_span_that_says_nothing_sound_is_refused_by_itself(string span)
    {
        foreach (var isProtobuf in new[] { false, true })
        {
            var result = Read(Span(span), isProtobuf);
            Assert.AreEqual(1, result.RejectedCount);
            StringAssert.Contains(result.Rejections.Single().Reason, "byte ");
        }
    }

    [TestMethod]
    public void A_long_text_is_cut_and_a_line_break_in_it_does_not_get_through()
    {
        var agent = new string('a', 600_000) + "\\n";
        var call = Read(Span($$$""" "kind":2,"startTimeUnixNano":"1782907200000000000","endTimeUnixNano":"1782907201000000000","attributes":[{"key":"faas.trigger","value":{"stringValue":"http"}},{"key":"user_agent.original","value":{"stringValue":"{{{agent}}}"}},{"key":"enduser.id","value":{"stringValue":"a\nb"}}]"""), true).Records.Single().Invocation;

        Assert.AreEqual(InvocationLimits.LongText, call.Caller.Agent!.Length);
        Assert.AreEqual("a\uFFFDb", call.Caller.Principal);
    }

    [TestMethod]
    [DataRow(new byte[] { 0x0a, 0x05, 0x01 }, DisplayName = "cut short")]
    [DataRow(new byte[] { 0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f }, DisplayName = "a length below zero")]
    [DataRow(new byte[] { 0x00 }, DisplayName = "field 0")]
    [DataRow(new byte[] { 0x0a, 0x04, 0x12, 0x06, 0x12, 0x00 }, DisplayName = "longer than what holds it")]
    [DataRow(new byte[] { 0x7b, 0x7d }, DisplayName = "JSON under the wrong name")]
    public void What_is_no_message_is_malformed(byte[] body)
    {
        var result = DeliveryReader.Read(new Delivery(Sources.OtlpTraces, body, null, Some.Noon, ContentType: "application/x-protobuf"));
        Assert.AreEqual(IngestStatus.Malformed, result.Status);
    }

    [TestMethod]
    public void An_empty_request_is_read_as_nothing()
    {
        Assert.AreEqual(IngestStatus.Read, Read("{}"u8.ToArray(), isProtobuf: false).Status);
        Assert.AreEqual(IngestStatus.Read, DeliveryReader.Read(new Delivery(Sources.OtlpTraces, default, null, Some.Noon, ContentType: "application/x-protobuf")).Status);
    }

    [TestMethod]
    public void A_span_costs_hardly_more_memory_than_its_place_in_the_list()
    {
        var span = OtlpProtobuf.Of(Fixture.Bytes(Sources.OtlpTraces, "faas-aws.json"));
        var body = Enumerable.Repeat(span, 1000).SelectMany(bytes => bytes).ToArray();
        Read();

        var before = GC.GetAllocatedBytesForCurrentThread();
        var records = Read();
        var perRecord = (GC.GetAllocatedBytesForCurrentThread() - before) / records;

        // A record in the list takes about 450 bytes, and a growing list about three times that; the parts of 4 spans, of which 2 are records, 300.
        Assert.IsLessThan(2_000, perRecord);

        int Read() => DeliveryReader.Read(new Delivery(Sources.OtlpTraces, body, null, Some.Noon, ContentType: "application/x-protobuf")).Records.Count;
    }

    private static byte[] Span(string properties) => Encoding.UTF8.GetBytes(
        $$$"""{"resourceSpans":[{"resource":{"attributes":[{"key":"faas.name","value":{"stringValue":"hello"}},{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"spans":[{ {{{properties}}} }]}]}]}""");

    private static IngestResult Read(byte[] json, bool isProtobuf) => DeliveryReader.Read(new Delivery(
        Sources.OtlpTraces, isProtobuf ? OtlpProtobuf.Of(json) : json, null, Some.Noon, ContentType: isProtobuf ? "application/x-protobuf" : "application/json"));
}
