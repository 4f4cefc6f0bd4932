using System.Buffers;
using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>What a CloudWatch log document says about its events, since an event alone names neither account nor function.</summary>
internal sealed class LogDocument
{
    public LogDocument(string? owner, string? logGroup, string? logStream)
    {
        (Owner, LogGroup, LogStream) = (owner, logGroup, logStream);

        // Made once, because every event is handed it and hardly one is refused.
        Wrap = WrapEvent;
    }

    public string? Owner { get; }

    public string? LogGroup { get; }

    public string? LogStream { get; }

    /// <summary>Makes a document of the same log that holds one event only.</summary>
    public Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> Wrap { get; }

    private ReadOnlyMemory<byte> WrapEvent(ReadOnlyMemory<byte> logEvent)
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
