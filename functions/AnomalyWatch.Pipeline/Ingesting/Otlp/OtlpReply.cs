using System.Net.Http.Headers;
using System.Text.Json;
using Google.Protobuf;

namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>
/// The body of a reply as OTLP/HTTP wants it, in the encoding of the request: <c>ExportTraceServiceResponse</c> (or its twin for logs), with a
/// partial success where records were refused, which tells the sender not to send them again; or <c>google.rpc.Status</c> for a failure.
/// </summary>
public static class OtlpReply
{
    /// <summary>The media type of the protobuf encoding.</summary>
    public const string ProtobufType = "application/x-protobuf";

    /// <summary>The media type of the JSON encoding.</summary>
    public const string JsonType = "application/json";

    // { PartialSuccess partial_success = 1; } with { int64 rejected_.. = 1; string error_message = 2; }; google.rpc.Status { int32 code = 1; string message = 2; }
    private const int PartialSuccess = 1;
    private const int Number = 1;
    private const int Message = 2;

    /// <summary>Whether a Content-Type is that of the protobuf encoding.</summary>
    public static bool IsProtobuf(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && string.Equals(type.MediaType, ProtobufType, StringComparison.OrdinalIgnoreCase);

    /// <summary>The reply to a delivery that was read.</summary>
    public static byte[] Success(string source, IngestResult result, bool isProtobuf)
    {
        ArgumentNullException.ThrowIfNull(result);
        var why = result.Rejections.Count > 0 ? result.Rejections[0].Reason : "";
        if (isProtobuf)
        {
            return result.RejectedCount == 0 ? [] : Write(output =>
            {
                output.WriteTag(PartialSuccess, WireFormat.WireType.LengthDelimited);
                output.WriteBytes(ByteString.CopyFrom(Write(inner => WritePair(inner, result.RejectedCount, why))));
            });
        }

        return WriteJson(json =>
        {
            if (result.RejectedCount > 0)
            {
                json.WriteStartObject("partialSuccess");
                json.WriteString(source == Sources.OtlpLogs ? "rejectedLogRecords" : "rejectedSpans", result.RejectedCount.ToString(System.Globalization.CultureInfo.InvariantCulture));
                json.WriteString("errorMessage", why);
                json.WriteEndObject();
            }
        });
    }

    /// <summary>The reply to a delivery that was refused as a whole; never put content of the request into the message.</summary>
    public static byte[] Failure(string message, bool isProtobuf) => isProtobuf
        ? Write(output => WritePair(output, 0, message))
        : WriteJson(json => json.WriteString("message", message));

    private static void WritePair(CodedOutputStream output, long number, string message)
    {
        if (number != 0)
        {
            output.WriteTag(Number, WireFormat.WireType.Varint);
            output.WriteInt64(number);
        }

        output.WriteTag(Message, WireFormat.WireType.LengthDelimited);
        output.WriteString(message);
    }

    private static byte[] Write(Action<CodedOutputStream> write)
    {
        using var buffer = new MemoryStream();
        using (var output = new CodedOutputStream(buffer, leaveOpen: true))
        {
            write(output);
        }

        return buffer.ToArray();
    }

    private static byte[] WriteJson(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
