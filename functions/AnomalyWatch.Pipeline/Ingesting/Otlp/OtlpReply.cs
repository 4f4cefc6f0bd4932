using System.Globalization;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>
/// The reply that OTLP/HTTP wants, in the encoding of the request: <c>ExportTraceServiceResponse</c> (or its twin for logs), with a partial
/// success where records were refused, which tells the sender not to send them again; or <c>google.rpc.Status</c> for a failure.
/// </summary>
internal static class OtlpReply
{
    /// <summary>The media type of the protobuf encoding.</summary>
    public const string ProtobufType = "application/x-protobuf";

    private const int Ok = 200;

    // { PartialSuccess partial_success = 1; } with { int64 rejected_.. = 1; string error_message = 2; }; google.rpc.Status { int32 code = 1; string message = 2; }
    private const int PartialSuccess = 1;
    private const int Number = 1;
    private const int Message = 2;

    /// <summary>Whether a Content-Type is that of the protobuf encoding.</summary>
    public static bool IsProtobuf(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) && string.Equals(type.MediaType, ProtobufType, StringComparison.OrdinalIgnoreCase);

    /// <summary>The reply in protobuf.</summary>
    public static DeliveryReply Protobuf(IngestResult result) =>
        result.Status != IngestStatus.Read ? new DeliveryReply(DeliveryReply.StatusOf(result.Status), ProtobufType, Pair(0, result.Error ?? ""))
        : result.RejectedCount == 0 ? new DeliveryReply(Ok, ProtobufType, default)
        : new DeliveryReply(Ok, ProtobufType, Write(output =>
        {
            output.WriteTag(PartialSuccess, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(Pair(result.RejectedCount, WhyOf(result))));
        }));

    /// <summary>The reply in JSON.</summary>
    /// <param name="result">What was read.</param>
    /// <param name="rejected">What the protocol calls the number of refused records.</param>
    public static DeliveryReply Json(IngestResult result, string rejected) => result.Status == IngestStatus.Read
        ? DeliveryReply.Json(Ok, json =>
        {
            if (result.RejectedCount > 0)
            {
                json.WriteStartObject("partialSuccess");
                json.WriteString(rejected, result.RejectedCount.ToString(CultureInfo.InvariantCulture));
                json.WriteString("errorMessage", WhyOf(result));
                json.WriteEndObject();
            }
        })
        : DeliveryReply.Json(DeliveryReply.StatusOf(result.Status), json => json.WriteString("message", result.Error));

    private static string WhyOf(IngestResult result) => result.Rejections.Count > 0 ? result.Rejections[0].Reason : "";

    private static byte[] Pair(long number, string message) => Write(output =>
    {
        if (number != 0)
        {
            output.WriteTag(Number, WireFormat.WireType.Varint);
            output.WriteInt64(number);
        }

        output.WriteTag(Message, WireFormat.WireType.LengthDelimited);
        output.WriteString(message);
    });

    private static byte[] Write(Action<CodedOutputStream> write)
    {
        using var buffer = new MemoryStream();
        using (var output = new CodedOutputStream(buffer, leaveOpen: true))
        {
            write(output);
        }

        return buffer.ToArray();
    }
}
