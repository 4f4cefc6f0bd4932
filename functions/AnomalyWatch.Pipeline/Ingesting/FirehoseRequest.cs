using System.Buffers;
using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Makes requests of one record, in which what was refused of a larger one is kept.</summary>
internal static class FirehoseRequest
{
    /// <summary>A request with a record as it came.</summary>
    public static ReadOnlyMemory<byte> OfRecord(ReadOnlyMemory<byte> record) => (byte[])[.. "{\"records\":["u8, .. record.Span, .. "]}"u8];

    /// <summary>A request with a document that a record held.</summary>
    public static ReadOnlyMemory<byte> OfDocument(ReadOnlyMemory<byte> document)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteStartArray("records");
        json.WriteStartObject();
        json.WriteBase64String("data", document.Span);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
