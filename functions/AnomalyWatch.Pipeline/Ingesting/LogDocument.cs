using System.Buffers;
using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>What a CloudWatch log document says about its events, since an event alone names neither account nor function.</summary>
internal sealed record LogDocument(string? Owner, string? LogGroup, string? LogStream)
{
    /// <summary>A document of the same log that holds one event only.</summary>
    public ReadOnlyMemory<byte> Wrap(ReadOnlyMemory<byte> logEvent)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("messageType", "DATA_MESSAGE");
        json.WriteString("owner", Owner);
        json.WriteString("logGroup", LogGroup);
        json.WriteString("logStream", LogStream);
        json.WriteStartArray("logEvents");

        // It was cut out of well-formed JSON, but may be nested deeper than a check here would allow.
        json.WriteRawValue(logEvent.Span, skipInputValidation: true);
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
