using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace AnomalyWatch.Training.Simulating;

/// <summary>
/// Writes the canonical JSON of an invocation or a change, one a line. Written from the contract and not with the product's own writer, so that a mistake
/// there cannot hide itself here.
/// </summary>
internal sealed class CanonicalLine(IBufferWriter<byte> output) : IDisposable
{
    private readonly Utf8JsonWriter _json = new(output, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true });

    /// <summary>Writes a record and the end of its line.</summary>
    public void Write(SimulatedRecord record)
    {
        _json.Reset();
        _json.WriteStartObject();
        Text("id", record.Id);
        _json.WriteString("function", record.Function);
        Text("kind", record.Kind);
        if (record.Kind == "change")
        {
            WriteChange(record);
        }
        else
        {
            WriteInvocation(record);
        }

        _json.WriteEndObject();
        _json.Flush();
        output.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void WriteChange(SimulatedRecord record)
    {
        Time("time", record.Start);
        Text("operation", record.Operation);
        Text("principal", record.Principal);
        Text("ip", record.Ip);
        Text("outcome", record.Outcome);
        Text("detail", record.Detail);
    }

    private void WriteInvocation(SimulatedRecord record)
    {
        Time("start", record.Start);
        Number("spanMs", record.SpanMs);
        Number("durationMs", record.DurationMs);
        Text("outcome", record.Outcome);
        Number("statusCode", record.StatusCode);
        Text("errorType", record.ErrorType);
        Text("trigger", record.Trigger);
        if (record.ColdStart is { } isCold)
        {
            _json.WriteBoolean("coldStart", isCold);
        }

        Number("initMs", record.InitMs);
        Number("memoryMb", record.MemoryMb);
        Number("memoryLimitMb", record.MemoryLimitMb);
        Number("requestBytes", record.RequestBytes);
        Number("responseBytes", record.ResponseBytes);
        Text("version", record.Version);
        if (record.Caller is { } caller)
        {
            _json.WriteStartObject("caller");
            Text("principal", caller.Principal);
            Text("ip", caller.Ip);
            Text("network", caller.Network);
            Text("country", caller.Country);
            Text("agent", caller.Agent);
            _json.WriteEndObject();
        }

        Text("traceId", record.TraceId);
        Text("parentId", record.ParentId);
        Number("count", record.Count == 1 ? null : record.Count);
    }

    private void Text(string property, string? text)
    {
        if (text is not null)
        {
            _json.WriteString(property, text);
        }
    }

    private void Number(string property, double? number)
    {
        if (number is { } value)
        {
            _json.WriteNumber(property, Math.Round(value, 3));
        }
    }

    private void Number(string property, long? number)
    {
        if (number is { } value)
        {
            _json.WriteNumber(property, value);
        }
    }

    /// <summary>Milliseconds, which is what the clouds write.</summary>
    private void Time(string property, DateTimeOffset time)
    {
        Span<char> text = stackalloc char[24];
        time.UtcDateTime.TryFormat(text, out var length, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        _json.WriteString(property, text[..length]);
    }
}
