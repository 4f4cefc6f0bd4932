using System.Net.Mime;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;

namespace AnomalyWatch.Pipeline.Ingesting.CloudEvents;

/// <summary>
/// Reads <see cref="Sources.CloudEvents"/> in the structured and the batched mode: one event, or an array of events. Each is parsed by
/// itself, so that one bad event costs no other and memory is bounded by a record's limit.
/// </summary>
internal sealed class CloudEventsFormat : ISourceFormat
{
    private static readonly ContentType Structured = new("application/cloudevents+json; charset=utf-8");

    public IngestResult Read(ReadOnlyMemory<byte> text, string? function)
    {
        if (JsonPieces.Split(text, out var pieces) is { } failure)
        {
            return failure;
        }

        var tally = new RecordTally();
        foreach (var piece in pieces)
        {
            if (tally.IsOver)
            {
                break;
            }

            if (Parse(piece) is not { } cloudEvent)
            {
                tally.Reject(piece.Fault ?? "not a sound CloudEvent of version 1.0", piece);
            }
            else
            {
                CloudEventData.Take(cloudEvent, function, piece, tally);
            }
        }

        return tally.Finish();
    }

    private static CloudEvent? Parse(in JsonPiece piece)
    {
        if (!piece.IsObject || piece.Utf8.Length > IngestLimits.RecordBytes)
        {
            return null;
        }

        try
        {
            // A formatter is cheap and not said to be safe for several threads.
            var formatter = new JsonEventFormatter(null!, new() { MaxDepth = IngestLimits.RecordDepth });
            return formatter.DecodeStructuredModeMessage(piece.Utf8, Structured, extensionAttributes: null) is { SpecVersion.VersionId: "1.0" } cloudEvent ? cloudEvent : null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // The SDK tells a bad event by several kinds of exception, and their texts quote it.
            return null;
        }
    }
}
