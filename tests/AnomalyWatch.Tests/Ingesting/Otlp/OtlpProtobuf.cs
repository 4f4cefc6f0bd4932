using System.Globalization;
using System.Text.Json;
using Google.Protobuf;

namespace AnomalyWatch.Tests.Ingesting.Otlp;

/// <summary>Writes OTLP/JSON again as protobuf, by the specification's field numbers: an encoder of its own, apart from the reader under test.</summary>
internal static class OtlpProtobuf
{
    /// <summary>The request as protobuf.</summary>
    public static byte[] Of(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var isTraces = document.RootElement.TryGetProperty("resourceSpans", out var resources);
        return isTraces
            ? Each(1, resources, part => Concat(
                Each(2, part.GetProperty("scopeSpans"), scope => Each(2, scope.GetProperty("spans"), Span)),
                part.TryGetProperty("resource", out var resource) ? Message(1, Attributes(1, resource)) : []))
            : Each(1, document.RootElement.GetProperty("resourceLogs"), part => Concat(
                part.TryGetProperty("resource", out var resource) ? Message(1, Attributes(1, resource)) : [],
                Each(2, part.GetProperty("scopeLogs"), scope => Each(2, scope.GetProperty("logRecords"), LogRecord))));
    }

    private static byte[] Span(JsonElement span) => Concat(
        Bytes(1, span, "traceId"),
        Bytes(2, span, "spanId"),
        Text(3, span, "traceState"),
        Bytes(4, span, "parentSpanId"),
        Text(5, span, "name"),
        Varint(6, span, "kind"),
        Fixed64(7, span, "startTimeUnixNano"),
        Fixed64(8, span, "endTimeUnixNano"),
        Attributes(9, span),
        span.TryGetProperty("events", out var events)
            ? Each(11, events, item => Concat(Fixed64(1, item, "timeUnixNano"), Text(2, item, "name"), Attributes(3, item)))
            : [],
        span.TryGetProperty("status", out var status) ? Message(15, Concat(Text(2, status, "message"), Varint(3, status, "code"))) : [],
        span.TryGetProperty("flags", out var flags) ? Write(16, WireFormat.WireType.Fixed32, output => output.WriteFixed32(flags.GetUInt32())) : []);

    private static byte[] LogRecord(JsonElement record) => Concat(
        Fixed64(1, record, "timeUnixNano"),
        Varint(2, record, "severityNumber"),
        Text(3, record, "severityText"),
        record.TryGetProperty("body", out var body) ? Message(5, AnyValue(body)) : [],
        Attributes(6, record),
        Bytes(9, record, "traceId"),
        Bytes(10, record, "spanId"),
        Fixed64(11, record, "observedTimeUnixNano"));

    private static byte[] Attributes(int field, JsonElement owner) => owner.TryGetProperty("attributes", out var attributes)
        ? Each(field, attributes, pair => Concat(Text(1, pair, "key"), Message(2, AnyValue(pair.GetProperty("value")))))
        : [];

    private static byte[] AnyValue(JsonElement value) =>
        value.TryGetProperty("stringValue", out _) ? Text(1, value, "stringValue")
        : value.TryGetProperty("boolValue", out var flag) ? Write(2, WireFormat.WireType.Varint, output => output.WriteBool(flag.GetBoolean()))
        : value.TryGetProperty("intValue", out _) ? Varint(3, value, "intValue")
        : value.TryGetProperty("doubleValue", out var number) ? Write(4, WireFormat.WireType.Fixed64, output => output.WriteDouble(number.GetDouble()))
        : [];

    private static byte[] Each(int field, JsonElement items, Func<JsonElement, byte[]> write) =>
        Concat([.. items.EnumerateArray().Select(item => Message(field, write(item)))]);

    private static byte[] Message(int field, byte[] content) =>
        Write(field, WireFormat.WireType.LengthDelimited, output => output.WriteBytes(ByteString.CopyFrom(content)));

    private static byte[] Bytes(int field, JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var hex) ? Message(field, Convert.FromHexString(hex.GetString()!)) : [];

    private static byte[] Text(int field, JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var text) ? Write(field, WireFormat.WireType.LengthDelimited, output => output.WriteString(text.GetString()!)) : [];

    private static byte[] Varint(int field, JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var number) ? Write(field, WireFormat.WireType.Varint, output => output.WriteInt64((long)Whole(number))) : [];

    private static byte[] Fixed64(int field, JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var number) ? Write(field, WireFormat.WireType.Fixed64, output => output.WriteFixed64(Whole(number))) : [];

    private static ulong Whole(JsonElement number) =>
        number.ValueKind == JsonValueKind.String ? ulong.Parse(number.GetString()!, CultureInfo.InvariantCulture) : number.GetUInt64();

    private static byte[] Write(int field, WireFormat.WireType type, Action<CodedOutputStream> write)
    {
        using var buffer = new MemoryStream();
        using (var output = new CodedOutputStream(buffer, leaveOpen: true))
        {
            output.WriteTag(field, type);
            write(output);
        }

        return buffer.ToArray();
    }

    private static byte[] Concat(params byte[][] parts) => [.. parts.SelectMany(part => part)];
}
