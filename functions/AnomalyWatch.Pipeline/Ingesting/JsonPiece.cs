using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>The text of one JSON value within a delivery.</summary>
/// <param name="Utf8">The value's bytes, or those of the broken line.</param>
/// <param name="Position">Where they begin in the delivery's text; of a broken line, where it breaks.</param>
/// <param name="Fault">What is wrong where the value is not JSON at all; otherwise null.</param>
internal readonly record struct JsonPiece(ReadOnlyMemory<byte> Utf8, long Position, string? Fault = null)
{
    /// <summary>The reason of a refusal: no object that can be read to its end.</summary>
    public static readonly string Malformed = $"not well-formed JSON, or nested deeper than {IngestLimits.RecordDepth} levels";

    /// <summary>The reason of a refusal: half a character.</summary>
    public const string NotUnicode = "a text that is not valid Unicode";

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = IngestLimits.RecordDepth };

    /// <summary>Whether the value is an object.</summary>
    public bool IsObject => Fault is null && Utf8.Length > 0 && Utf8.Span[0] == (byte)'{';

    /// <summary>Why the value cannot be a record's object whatever is in it, or null.</summary>
    public string? Unreadable =>
        Fault is not null ? Fault
        : !IsObject ? "not a JSON object"
        : Utf8.Length > IngestLimits.RecordBytes ? $"longer than {IngestLimits.RecordBytes} bytes"
        : null;

    /// <summary>Parses the value as an object and reads it; whatever is wrong with it becomes a refusal.</summary>
    public Reading Read(Func<JsonElement, Reading> read)
    {
        if (Unreadable is { } unreadable)
        {
            return Reading.Refused(unreadable);
        }

        try
        {
            using var document = JsonDocument.Parse(Utf8, Options);
            return read(document.RootElement);
        }
        catch (JsonException)
        {
            return Reading.Refused(Malformed);
        }
        catch (InvalidOperationException)
        {
            // The answer of System.Text.Json to a string that is not valid UTF-8 or has half a surrogate pair.
            return Reading.Refused(NotUnicode);
        }
    }
}
