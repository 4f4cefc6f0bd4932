using System.Net.Http.Headers;
using AnomalyWatch.Pipeline.Ingesting.Otlp;

namespace AnomalyWatch.Pipeline.Ingesting.CloudEvents;

/// <summary>Which media types the data of an event may be of: what a source is not written in is not guessed at.</summary>
internal static class CloudEventContent
{
    /// <summary>Whether the data of a source can be read where they are of this type; data without a type are JSON by the specification.</summary>
    public static bool IsReadable(string? contentType, string source) =>
        contentType is null || (MediaTypeHeaderValue.TryParse(contentType, out var type) && type.MediaType is { } name && (IsJson(name) || IsPacked(name, source)));

    private static bool IsJson(string name) =>
        name.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        || name.Equals("text/json", StringComparison.OrdinalIgnoreCase)
        || name.Equals("application/x-ndjson", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("+json", StringComparison.OrdinalIgnoreCase);

    // Bytes that are told to be no more than bytes come compressed, and the reader of the source knows them by their begin.
    private static bool IsPacked(string name, string source) =>
        name.Equals("application/octet-stream", StringComparison.OrdinalIgnoreCase)
        || (source is Sources.OtlpTraces or Sources.OtlpLogs && name.Equals(OtlpReply.ProtobufType, StringComparison.OrdinalIgnoreCase));
}
