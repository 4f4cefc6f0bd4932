using CloudNative.CloudEvents;
using CloudNative.CloudEvents.Http;

namespace AnomalyWatch.Pipeline.Ingesting.CloudEvents;

/// <summary>Reads <see cref="Sources.CloudEvents"/> in the binary mode: the attributes come as headers, and the body is the data alone.</summary>
/// <param name="headers">The headers of the delivery that begin with <c>ce-</c>.</param>
/// <param name="contentType">The header <c>Content-Type</c>, which in this mode is that of the data; null where there is none.</param>
internal sealed class BinaryCloudEventFormat(IReadOnlyDictionary<string, string> headers, string? contentType) : ISourceFormat
{
    public IngestResult Read(ReadOnlyMemory<byte> text, string? function)
    {
        if (Parse() is not { } cloudEvent)
        {
            return IngestResult.Failed(IngestStatus.Malformed, "The ce- headers are not those of a sound CloudEvent of version 1.0 (byte 0).");
        }

        var tally = new RecordTally();
        CloudEventData.Take(cloudEvent, text, function, new JsonPiece(text, 0), data => StructuredCloudEvent.Of(headers, contentType, data), tally);
        return tally.Finish();
    }

    private CloudEvent? Parse()
    {
        try
        {
            var cloudEvent = new CloudEvent(CloudEventsSpecVersion.V1_0);
            foreach (var (header, value) in headers)
            {
                if (HttpUtilities.GetAttributeNameFromHeaderName(header) is not { } name)
                {
                    continue;
                }

                if (name != "specversion")
                {
                    cloudEvent.SetAttributeFromString(name, HttpUtilities.DecodeHeaderValue(value));
                }
                else if (value != "1.0")
                {
                    return null;
                }
            }

            cloudEvent.DataContentType = contentType ?? cloudEvent.DataContentType;
            return cloudEvent.IsValid ? cloudEvent : null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            // As in the structured mode: several kinds of exception, and their texts quote the headers.
            return null;
        }
    }
}
