using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// An object that wraps records. It is read by a single pass that keeps only the properties asked for, because the whole may be 64 MiB
/// and a document over it would take many times that.
/// </summary>
internal sealed class JsonEnvelope
{
    // Most pieces wrap nothing, and there may be a hundred thousand of them.
    private Dictionary<string, string>? _texts;
    private Dictionary<string, JsonPiece>? _objects;
    private Dictionary<string, List<JsonPiece>>? _arrays;

    private JsonEnvelope()
    {
    }

    /// <summary>Reads the named properties of an object; null where the piece is no object.</summary>
    public static JsonEnvelope? Open(in JsonPiece piece, params ReadOnlySpan<string> properties)
    {
        if (!piece.IsObject)
        {
            return null;
        }

        var envelope = new JsonEnvelope();
        var json = new Utf8JsonReader(piece.Utf8.Span, JsonPieces.Options);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var property = Named(ref json, properties);
            json.Read();
            if (property is null)
            {
                json.Skip();
            }
            else
            {
                envelope.Keep(property, ref json, piece);
            }
        }

        return envelope;
    }

    /// <summary>A property's text, or null where it is absent, no string or not valid Unicode.</summary>
    public string? Text(string property) => _texts?.GetValueOrDefault(property);

    /// <summary>A property that is an object, or null.</summary>
    public JsonPiece? Object(string property) => _objects is not null && _objects.TryGetValue(property, out var piece) ? piece : null;

    /// <summary>The elements of a property that is an array (of all of them where it is given twice: nothing is lost), or null.</summary>
    public IReadOnlyList<JsonPiece>? Elements(string property) => _arrays?.GetValueOrDefault(property);

    private static string? Named(ref Utf8JsonReader json, scoped ReadOnlySpan<string> properties)
    {
        foreach (var property in properties)
        {
            // An escaped name may not be valid Unicode, which comparing it would throw at; none of ours needs an escape.
            if (!json.ValueIsEscaped && json.ValueTextEquals(property))
            {
                return property;
            }
        }

        return null;
    }

    private void Keep(string property, ref Utf8JsonReader json, in JsonPiece piece)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.String:
                try
                {
                    (_texts ??= new(StringComparer.Ordinal))[property] = json.GetString()!;
                }
                catch (InvalidOperationException)
                {
                    // Not valid Unicode: as good as absent, and the reader of the format says what is missing.
                }

                break;
            case JsonTokenType.StartObject:
                var start = (int)json.TokenStartIndex;
                json.Skip();
                (_objects ??= new(StringComparer.Ordinal))[property] = new JsonPiece(piece.Utf8[start..(int)json.BytesConsumed], piece.Position + start);
                break;
            case JsonTokenType.StartArray:
                _arrays ??= new(StringComparer.Ordinal);
                if (!_arrays.TryGetValue(property, out var elements))
                {
                    _arrays[property] = elements = [];
                }

                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                {
                    // One more than the limit is enough to know that there are too many.
                    if (elements.Count <= IngestLimits.Records)
                    {
                        JsonPieces.Add(ref json, piece.Utf8, piece.Position, elements);
                    }
                    else
                    {
                        json.Skip();
                    }
                }

                break;
            default:
                break;
        }
    }
}
