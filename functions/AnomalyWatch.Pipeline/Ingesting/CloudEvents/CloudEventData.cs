using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using AnomalyWatch.Detection.Invocations;
using CloudNative.CloudEvents;

namespace AnomalyWatch.Pipeline.Ingesting.CloudEvents;

/// <summary>
/// Takes what an event carries: canonical records or the payload of another source. Source and id are what the specification tells repeated
/// events by, so a record without an id of its own gets one made of them.
/// </summary>
internal static class CloudEventData
{
    /// <summary>Takes the data that the event itself holds.</summary>
    public static void Take(CloudEvent cloudEvent, string? function, in JsonPiece whole, RecordTally tally) =>
        Take(cloudEvent, Bytes(cloudEvent.Data), function, whole, wrap: null, tally);

    /// <summary>
    /// Takes the data that came beside the event. Where any record of it is refused the event is kept once, with the sound ones too: read again they
    /// have the same ids and count once.
    /// </summary>
    public static void Take(
        CloudEvent cloudEvent, ReadOnlyMemory<byte> data, string? function, in JsonPiece whole, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>>? wrap, RecordTally tally)
    {
        if (CloudEventType.Source(cloudEvent.Type) is not { } source)
        {
            tally.Take(Reading.NotAnInvocation, whole.Position);
            return;
        }

        if (!CloudEventContent.IsReadable(cloudEvent.DataContentType, source))
        {
            tally.Reject("datacontenttype: is none in which this source is written", whole, wrap);
            return;
        }

        // Not the door's size check, which the whole went through; and an event within an event is none of our types.
        var result = DeliveryReader.ReadText(source, data, function, cloudEvent.DataContentType);
        if (result.Status != IngestStatus.Read)
        {
            tally.Reject(result.Status == IngestStatus.UnknownSource ? "type: names no source that is known" : "data: cannot be read as what the type says", whole, wrap);
            return;
        }

        for (var i = 0; i < result.Records.Count; i++)
        {
            tally.Accept(result.Records[i] is { Change: null, Invocation.Id.IsNone: true } record
                ? new TelemetryRecord(record.Invocation with { Id = IdOf(cloudEvent, i) })
                : result.Records[i]);
        }

        for (var i = 0; i < result.NotInvocations; i++)
        {
            tally.Take(Reading.NotAnInvocation, whole.Position);
        }

        for (var i = 0; i < result.RejectedCount; i++)
        {
            var reason = i < result.Rejections.Count ? "data: " + result.Rejections[i].Reason : "data: more records that cannot be read";
            if (i == 0)
            {
                tally.Reject(reason, whole, wrap);
            }
            else
            {
                tally.Reject(reason, whole.Position);
            }
        }
    }

    private static ReadOnlyMemory<byte> Bytes(object? data) => data switch
    {
        JsonElement json => JsonMarshal.GetRawUtf8Value(json).ToArray(),
        byte[] bytes => bytes,
        string text => Encoding.UTF8.GetBytes(text),
        _ => default,
    };

    private static RecordId IdOf(CloudEvent cloudEvent, int index) => RecordId.From(string.Create(
        CultureInfo.InvariantCulture, $"{cloudEvent.Source}\n{cloudEvent.Id}\n{index}"));
}
