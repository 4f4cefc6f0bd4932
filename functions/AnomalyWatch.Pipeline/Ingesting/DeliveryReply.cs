using System.Buffers;
using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>What the door answers to a delivery that it has dealt with.</summary>
/// <param name="StatusCode">The HTTP status.</param>
/// <param name="ContentType">What the body is.</param>
/// <param name="Body">The body; never any content of the delivery but the number its sender gave it.</param>
public sealed record DeliveryReply(int StatusCode, string ContentType, ReadOnlyMemory<byte> Body)
{
    private const string JsonType = "application/json; charset=utf-8";

    /// <summary>
    /// Our own answer: 202 with what became of the records (<c>{"accepted","notInvocations","rejected":[{"index","reason"}],"rejectedCount"}</c>),
    /// else 400, 404, 413 or 415 with <c>{"error"}</c>.
    /// </summary>
    public static DeliveryReply Usual(IngestResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Status == IngestStatus.Read
            ? Counts(result)
            : Json(StatusOf(result.Status), json => json.WriteString("error", result.Error ?? "Nothing can be read from this delivery."));
    }

    /// <summary>202 with what became of the records, also where nothing could be read.</summary>
    internal static DeliveryReply Counts(IngestResult result) => Json(202, json =>
    {
        json.WriteNumber("accepted", result.Records.Count);
        json.WriteNumber("notInvocations", result.NotInvocations);
        json.WriteStartArray("rejected");
        foreach (var rejection in result.Rejections)
        {
            json.WriteStartObject();
            json.WriteNumber("index", rejection.Index);
            json.WriteString("reason", rejection.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("rejectedCount", result.RejectedCount);
    });

    /// <summary>One object in JSON.</summary>
    internal static DeliveryReply Json(int statusCode, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return new DeliveryReply(statusCode, JsonType, buffer.WrittenMemory);
    }

    /// <summary>The status for what became of a delivery as a whole.</summary>
    internal static int StatusOf(IngestStatus status) => status switch
    {
        IngestStatus.Read => 202,
        IngestStatus.OutOfScope => 403,
        IngestStatus.TooLarge => 413,
        IngestStatus.UnknownSource => 404,
        IngestStatus.UnsupportedEncoding => 415,
        _ => 400,
    };
}
