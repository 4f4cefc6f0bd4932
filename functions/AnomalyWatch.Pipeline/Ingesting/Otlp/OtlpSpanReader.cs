using System.Text;
using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>Reads spans.</summary>
internal sealed class OtlpSpanReader(OtlpScope scope) : IOtlpRecord
{
    // opentelemetry/proto/trace/v1/trace.proto, message Span
    private const uint TraceId = (1 << 3) | 2;
    private const uint SpanId = (2 << 3) | 2;
    private const uint TraceState = (3 << 3) | 2;
    private const uint ParentSpanId = (4 << 3) | 2;
    private const uint Kind = 6 << 3;
    private const uint StartTime = (7 << 3) | 1;
    private const uint EndTime = (8 << 3) | 1;
    private const uint Attribute = (9 << 3) | 2;
    private const uint Event = (11 << 3) | 2;
    private const uint Status = (15 << 3) | 2;
    private const uint Flags = (16 << 3) | 5;

    // Event { .. repeated KeyValue attributes = 3; } and Status { .. StatusCode code = 3; }
    private const uint EventAttribute = (3 << 3) | 2;
    private const uint StatusCode = 3 << 3;

    private readonly OtlpSpan _span = new(scope);

    public Reading Read(ProtobufFields fields, int outerEnd)
    {
        _span.Clear();
        for (var end = fields.Enter(outerEnd); fields.Next(end, out var tag);)
        {
            switch (tag)
            {
                case TraceId:
                    _span.TraceId = OtlpId.Of(fields.Bytes().Span);
                    break;
                case SpanId:
                    _span.SpanId = OtlpId.Of(fields.Bytes().Span);
                    break;
                case ParentSpanId:
                    _span.ParentId = OtlpId.Of(fields.Bytes().Span);
                    break;
                case TraceState:
                    _span.Weight = SamplingWeight.Of(fields.Bytes().Span);
                    break;
                case Kind:
                    _span.Kind = fields.Enum();
                    break;
                case StartTime:
                    _span.Start = fields.Fixed64();
                    break;
                case EndTime:
                    _span.End = fields.Fixed64();
                    break;
                case Flags:
                    _span.Flags = fields.Fixed32();
                    break;
                case Attribute:
                    OtlpAttributes.ReadOne(fields, end, _span.Values);
                    break;
                case Event:
                    ReadEvent(fields, end);
                    break;
                case Status:
                    ReadStatus(fields, end);
                    break;
                default:
                    fields.Skip();
                    break;
            }
        }

        return _span.Read();
    }

    public Reading Read(JsonElement json)
    {
        _span.Clear();
        _span.TraceId = OtlpId.Of(json.Text("traceId"));
        _span.SpanId = OtlpId.Of(json.Text("spanId"));
        _span.ParentId = OtlpId.Of(json.Text("parentSpanId"));
        _span.Weight = json.Text("traceState") is { } state ? SamplingWeight.Of(Encoding.UTF8.GetBytes(state)) : 1;
        _span.Kind = Small(json.Number("kind"));
        _span.Flags = (uint)Small(json.Number("flags"));
        _span.Start = OtlpJson.Nanoseconds(json, "startTimeUnixNano");
        _span.End = OtlpJson.Nanoseconds(json, "endTimeUnixNano");
        _span.Status = Small(json.Object("status")?.Number("code"));
        if (json.TryGetProperty("attributes", out var attributes))
        {
            _span.Values.Set(attributes);
        }

        if (json.TryGetProperty("events", out var events) && events.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in events.EnumerateArray())
            {
                if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("attributes", out var ofEvent))
                {
                    _span.Events.Set(ofEvent);
                }
            }
        }

        return _span.Read();
    }

    private void ReadEvent(ProtobufFields fields, int outerEnd)
    {
        for (var end = fields.Enter(outerEnd); fields.Next(end, out var tag);)
        {
            if (tag == EventAttribute)
            {
                OtlpAttributes.ReadOne(fields, end, _span.Events);
            }
            else
            {
                fields.Skip();
            }
        }
    }

    private void ReadStatus(ProtobufFields fields, int outerEnd)
    {
        for (var end = fields.Enter(outerEnd); fields.Next(end, out var tag);)
        {
            if (tag == StatusCode)
            {
                _span.Status = fields.Enum();
            }
            else
            {
                fields.Skip();
            }
        }
    }

    private static int Small(double? number) => number is >= 0 and <= int.MaxValue ? (int)number : 0;
}
