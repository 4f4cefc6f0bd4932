using System.Buffers;
using System.Text;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Tests.Detection.Invocations;

[TestClass]
public sealed class CanonicalJsonTests
{
    private const string Minimal = """{"function":"azure/sub/shop/checkout","start":"2026-07-01T12:00:00Z"}""";

    [TestMethod]
    public void Every_property_of_an_invocation_survives_writing_and_reading()
    {
        var invocation = new Invocation
        {
            Id = RecordId.From("d878e365-0f5b-4a3c-9d0e-0a1b2c3d4e5f"),
            Function = "aws/123456789012/eu-west-1/resize",
            Start = new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(1234567),
            SpanMs = 60_000,
            DurationMs = 0.81,
            Outcome = Outcome.Denied,
            StatusCode = 403,
            ErrorType = "Runtime.OutOfMemory",
            Trigger = Trigger.PubSub,
            ColdStart = true,
            InitMs = 127.02,
            MemoryMb = 90,
            MemoryLimitMb = 128,
            BilledMs = 100,
            RequestBytes = 1,
            ResponseBytes = 2,
            Version = "$LATEST",
            Caller = new Caller { Principal = "role/build", Ip = "203.0.113.7", Network = "AS64500", Country = "DE", Agent = "curl/8 \"quoted\"" },
            TraceId = RecordId.From("0af7651916cd43dd8448eb211c80319c"),
            ParentId = RecordId.From("b7ad6b7169203331"),
            Count = 17,
        };
        Assert.AreEqual(invocation, RoundTrip(new TelemetryRecord(invocation)).Invocation);
    }

    [TestMethod]
    public void Every_property_of_a_change_survives_writing_and_reading()
    {
        var change = new Change
        {
            Id = RecordId.From("event-1"),
            Function = "aws/123456789012",
            Time = new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero),
            Operation = "UpdateFunctionCode20150331v2",
            Principal = "user/eve",
            Ip = "203.0.113.7",
            Outcome = Outcome.Ok,
            Detail = "layer added",
        };
        Assert.AreEqual(change, RoundTrip(new TelemetryRecord(change)).Change);
    }

    [TestMethod]
    public void What_is_absent_or_null_is_unknown()
    {
        var invocation = Read(Minimal.Replace("}", ""","durationMs":null,"caller":null}""", StringComparison.Ordinal)).Invocation;
        Assert.IsNull(invocation.DurationMs);
        Assert.IsTrue(invocation.Caller.IsUnknown);
        Assert.AreEqual(Outcome.Unknown, invocation.Outcome);
        Assert.AreEqual(1, invocation.Count);
    }

    [TestMethod]
    public void Unknown_properties_are_passed_over_at_any_depth()
    {
        var record = Read("""{"x":{"y":[1,{"function":"no"}]},"function":"Other/Thing","start":"2026-07-01T14:00:00+02:00","z":"z"}""");
        Assert.AreEqual("other/thing", record.Function);
        Assert.AreEqual(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero), record.Invocation.Start);
    }

    [TestMethod]
    [DataRow("", "not well-formed JSON")]
    [DataRow("[]", "not a JSON object")]
    [DataRow("""{"function":"other/f","start":"2026-07-01T12:00:00Z" """, "not well-formed JSON")]
    [DataRow("""{"start":"2026-07-01T12:00:00Z"}""", "function: is missing")]
    [DataRow("""{"function":"other/f"}""", "start: is missing")]
    [DataRow("""{"function":"f","start":"2026-07-01T12:00:00Z"}""", "function: needs a provider")]
    [DataRow("""{"function":"other//f","start":"2026-07-01T12:00:00Z"}""", "function: has an empty part")]
    [DataRow("""{"function":"other/f","start":"1601-01-01T00:00:00Z"}""", "start: year outside")]
    [DataRow("""{"function":"other/f","start":"2500-01-01T00:00:00Z"}""", "start: year outside")]
    [DataRow("""{"function":"other/f","start":"2026-07-01T12:00:00"}""", "start: is a time without an offset")]
    [DataRow("""{"function":"other/f","start":"yesterday"}""", "start: is not a time")]
    [DataRow("""{"function":"other/f","start":"2026-07-01T12:00:00Z","durationMs":NaN}""", "not well-formed JSON")]
    [DataRow("""{"function":"other/f","start":"2026-07-01T12:00:00Z","durationMs":1e999}""", "durationMs: is not a finite number")]
    [DataRow("""{"function":"other/f","start":"2026-07-01T12:00:00Z","durationMs":-1}""", "durationMs: outside 0")]
    [DataRow("""{"function":"other/f","start":"2026-07-01T12:00:00Z","durationMs":"7"}""", "durationMs: is not a finite number")]
    [DataRow("""{"function":"other/f","start":"2026-07-01T12:00:00Z","count":0}""", "count: must be at least 1")]
    [DataRow("""{"function":"other/f","start":"2026-07-01T12:00:00Z","count":1.5}""", "count: is not a whole number")]
    [DataRow("""{"function":"other/f","start":"2026-07-01T12:00:00Z","outcome":"great"}""", "outcome: is none of the outcomes")]
    [DataRow("""{"function":"other/f","start":"2026-07-01T12:00:00Z","kind":"end"}""", "kind: is none of")]
    [DataRow("""{"function":"other/f","start":"2026-07-01T12:00:00Z","statusCode":99999999999}""", "statusCode: outside 0")]
    [DataRow("""{"function":"other/f","start":"2026-07-01T12:00:00Z"}{}""", "not well-formed JSON")]
    [DataRow("""{"kind":"change","function":"aws","operation":"x"}""", "time: is missing")]
    public void A_bad_record_is_refused_with_its_reason(string json, string reason)
    {
        Assert.IsFalse(CanonicalJson.TryRead(Encoding.UTF8.GetBytes(json), out _, out var fault));
        StringAssert.StartsWith(fault.Reason, reason);
    }

    [TestMethod]
    public void The_fault_tells_the_byte_position_of_the_value()
    {
        const string json = """{"function":"other/f","start":"2026-07-01T12:00:00Z","durationMs":"secret"}""";
        Assert.IsFalse(CanonicalJson.TryRead(Encoding.UTF8.GetBytes(json), out _, out var fault));
        Assert.AreEqual(json.IndexOf("\"secret\"", StringComparison.Ordinal), fault.Position);
        Assert.IsFalse(fault.ToString().Contains("secret", StringComparison.Ordinal));
    }

    [TestMethod]
    public void Nesting_of_ten_thousand_levels_is_refused()
    {
        var json = Encoding.UTF8.GetBytes("""{"function":"other/f","x":""" + new string('[', 10_000));
        Assert.IsFalse(CanonicalJson.TryRead(json, out _, out _));
    }

    [TestMethod]
    public void Text_that_is_not_UTF8_is_refused()
    {
        byte[] json = [.. "{\"function\":\"other/"u8, 0xff, 0xfe, .. "\",\"start\":\"2026-07-01T12:00:00Z\"}"u8];
        Assert.IsFalse(CanonicalJson.TryRead(json, out _, out _));
    }

    [TestMethod]
    public void A_caller_cannot_hide_a_call_behind_an_endless_agent_or_control_characters()
    {
        var agent = new string('a', 5_000);
        var invocation = Read(Minimal.Replace("}", $$$""","caller":{"agent":"\u001b[31m{{{agent}}}"}}""", StringComparison.Ordinal)).Invocation;
        Assert.AreEqual(InvocationLimits.LongText, invocation.Caller.Agent!.Length);
        Assert.AreEqual('\uFFFD', invocation.Caller.Agent[0]);
    }

    [TestMethod]
    public void No_mutation_of_a_record_makes_the_reader_throw()
    {
        var output = new ArrayBufferWriter<byte>();
        CanonicalJson.Write(Read(Minimal.Replace("}", ""","caller":{"ip":"1"},"count":3}""", StringComparison.Ordinal)), output);
        var random = new Random(42);
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = output.WrittenSpan.ToArray();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            CanonicalJson.TryRead(bytes.AsSpan(0, random.Next(bytes.Length + 1)), out _, out _);
        }
    }

    private static TelemetryRecord Read(string json)
    {
        Assert.IsTrue(CanonicalJson.TryRead(Encoding.UTF8.GetBytes(json), out var record, out var fault), fault.ToString());
        return record;
    }

    private static TelemetryRecord RoundTrip(in TelemetryRecord record)
    {
        var output = new ArrayBufferWriter<byte>();
        CanonicalJson.Write(record, output);
        Assert.IsTrue(CanonicalJson.TryRead(output.WrittenSpan, out var read, out var fault), fault.ToString());
        return read;
    }
}
