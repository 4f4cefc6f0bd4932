using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>The text of one JSON value within a delivery.</summary>
/// <param name="Utf8">The value's bytes, or those of the broken line.</param>
/// <param name="Position">Where they begin in the delivery's text; of a broken line, where it breaks.</param>
/// <param name="Fault">What is wrong where the value is not JSON at all; otherwise null.</param>
internal readonly record struct JsonPiece(ReadOnlyMemory<byte> Utf8, long Position, string? Fault = null)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = IngestLimits.RecordDepth };

    /// <summary>Whether the value is an object.</summary>
    public bool IsObject => Fault is null && Utf8.Length > 0 && Utf8.Span[0] == (byte)'{';

    /// <summary>Parses the value as an object and reads it; whatever is wrong with it becomes a refusal.</summary>
    public Reading Read(Func<JsonElement, Reading> read)
    {
        if (Fault is not null)
        {
            return Reading.Refused(Fault);
        }

        if (!IsObject)
        {
            return Reading.Refused("not a JSON object");
        }

        if (Utf8.Length > IngestLimits.RecordBytes)
        {
            return Reading.Refused($"longer than {IngestLimits.RecordBytes} bytes");
        }

        try
        {
            using var document = JsonDocument.Parse(Utf8, Options);
            return read(document.RootElement);
        }
        catch (JsonException)
        {
            return Reading.Refused($"not well-formed JSON, or nested deeper than {IngestLimits.RecordDepth} levels");
        }
        catch (InvalidOperationException)
        {
            // The answer of System.Text.Json to a string that is not valid UTF-8 or has half a surrogate pair.
            return Reading.Refused("a text that is not valid Unicode");
        }
    }
}
