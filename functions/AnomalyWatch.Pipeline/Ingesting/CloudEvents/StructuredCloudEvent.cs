using System.Buffers;
using System.Text.Json;
using CloudNative.CloudEvents.Http;

namespace AnomalyWatch.Pipeline.Ingesting.CloudEvents;

/// <summary>Writes an event that came in the binary mode as one in the structured mode, which is all that the quarantine can keep: its bytes have no headers.</summary>
internal static class StructuredCloudEvent
{
    /// <summary>The media type.</summary>
    public const string ContentType = "application/cloudevents+json";

    private const string DataType = "datacontenttype";

    /// <summary>Makes the event's text.</summary>
    /// <param name="headers">Its headers that begin with <c>ce-</c>, sound or not.</param>
    /// <param name="dataType">What its data are, by the header <c>Content-Type</c>, or null.</param>
    /// <param name="data">Its data, decompressed.</param>
    public static ReadOnlyMemory<byte> Of(IReadOnlyDictionary<string, string> headers, string? dataType, ReadOnlyMemory<byte> data)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        foreach (var (header, value) in headers.OrderBy(header => header.Key, StringComparer.Ordinal))
        {
            if (HttpUtilities.GetAttributeNameFromHeaderName(header) is { } name && !(dataType is not null && name == DataType))
            {
                json.WriteString(name, HttpUtilities.DecodeHeaderValue(value));
            }
        }

        if (dataType is not null)
        {
            json.WriteString(DataType, dataType);
        }

        json.WriteBase64String("data_base64", data.Span);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
