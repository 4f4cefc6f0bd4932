using System.Text;
using System.Text.Json;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>
/// Reads log records. Of all logs only Lambda's own lines tell of invocations (REPORT, START, platform events), as the collector's extension
/// for Lambda passes them on. What other hosts log they tell by spans as well, and counting both would double every call.
/// </summary>
internal sealed class OtlpLogReader(OtlpScope scope) : IOtlpRecord
{
    // opentelemetry/proto/logs/v1/logs.proto, message LogRecord
    private const uint Time = (1 << 3) | 1;
    private const uint Body = (5 << 3) | 2;
    private const uint Attribute = (6 << 3) | 2;
    private const uint ObservedTime = (11 << 3) | 1;

    private const int LongestLine = 8192;
    private const string Provider = "aws/";

    private readonly OtlpValues _values = new(InternedTexts.Shared);

    public Reading Read(ProtobufFields fields, int outerEnd)
    {
        _values.Clear();
        ulong time = 0, observed = 0;
        ReadOnlyMemory<byte> body = default;
        for (var end = fields.Enter(outerEnd); fields.Next(end, out var tag);)
        {
            switch (tag)
            {
                case Time:
                    time = fields.Fixed64();
                    break;
                case ObservedTime:
                    observed = fields.Fixed64();
                    break;
                case Body:
                    body = OtlpAttributes.ReadAny(fields, end).Text;
                    break;
                case Attribute:
                    OtlpAttributes.ReadOne(fields, end, _values);
                    break;
                default:
                    fields.Skip();
                    break;
            }
        }

        return MayTell(body.Span) ? Read(Encoding.UTF8.GetString(body.Span), time == 0 ? observed : time) : Reading.NotAnInvocation;
    }

    public Reading Read(JsonElement json)
    {
        _values.Clear();
        if (json.TryGetProperty("attributes", out var attributes))
        {
            _values.Set(attributes);
        }

        var time = OtlpJson.Nanoseconds(json, "timeUnixNano");
        return json.Object("body")?.Text("stringValue") is { Length: <= LongestLine } line
            ? Read(line, time == 0 ? OtlpJson.Nanoseconds(json, "observedTimeUnixNano") : time)
            : Reading.NotAnInvocation;
    }

    // A look at the first bytes, so that the logs of a busy application are not made into strings for nothing.
    private static bool MayTell(ReadOnlySpan<byte> line) =>
        line.Length is > 0 and <= LongestLine
        && (line.StartsWith("REPORT "u8) || line.StartsWith("START "u8) || line.StartsWith("INIT_REPORT "u8) || line.StartsWith("RESTORE_REPORT "u8) || line[0] == (byte)'{' || line.IndexOf("Task timed out"u8) >= 0);

    private Reading Read(string line, ulong nanoseconds)
    {
        if (scope.Function(_values) is not { } function || !function.StartsWith(Provider, StringComparison.Ordinal))
        {
            return Reading.NotAnInvocation;
        }

        var source = new LambdaSource(function, scope.Text(_values, OtlpKey.FaasVersion));
        var read = LambdaLine.Read(line, nanoseconds == 0 ? null : OtlpTime.Of(nanoseconds), source);
        return read.Sight is LambdaSight.ReportedStart or LambdaSight.Response ? Reading.NotAnInvocation : read.Reading;
    }
}
