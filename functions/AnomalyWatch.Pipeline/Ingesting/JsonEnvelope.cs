using System.Text.Json;
using System.Text.Unicode;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// An object that wraps records. It is read by a single pass that keeps only the properties asked for, because the whole may be 64 MiB
/// and a document over it would take many times that. One can be used for many objects, one after the other.
/// </summary>
/// <param name="properties">The properties to keep.</param>
/// <param name="texts">Where texts are kept that come again and again; null where they do not.</param>
internal sealed class JsonEnvelope(string[] properties, InternedTexts? texts = null)
{
    private readonly string?[] _texts = new string?[properties.Length];
    private readonly JsonPiece?[] _objects = new JsonPiece?[properties.Length];
    private readonly List<JsonPiece>?[] _arrays = new List<JsonPiece>?[properties.Length];
    private readonly bool[] _isArray = new bool[properties.Length];

    /// <summary>Reads the named properties of an object; null where the piece is no object.</summary>
    public static JsonEnvelope? Open(in JsonPiece piece, params string[] properties)
    {
        // Most pieces wrap nothing, and there may be a hundred thousand of them.
        if (!piece.IsObject)
        {
            return null;
        }

        var envelope = new JsonEnvelope(properties);
        envelope.Read(piece);
        return envelope;
    }

    /// <summary>Reads another object, and forgets the one before; false where the piece is no object.</summary>
    public bool Read(in JsonPiece piece)
    {
        if (!piece.IsObject)
        {
            return false;
        }

        Clear();
        var json = new Utf8JsonReader(piece.Utf8.Span, JsonPieces.Options);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var property = PlaceOf(ref json);
            json.Read();
            if (property < 0)
            {
                json.Skip();
            }
            else
            {
                Keep(property, ref json, piece);
            }
        }

        return true;
    }

    /// <summary>A property's text, or null where it is absent, no string or not valid Unicode.</summary>
    public string? Text(string property) => _texts[Array.IndexOf(properties, property)];

    /// <summary>A property that is an object, or null.</summary>
    public JsonPiece? Object(string property) => _objects[Array.IndexOf(properties, property)];

    /// <summary>The elements of a property that is an array (of all of them where it is given twice: nothing is lost), or null.</summary>
    public IReadOnlyList<JsonPiece>? Elements(string property)
    {
        var place = Array.IndexOf(properties, property);
        return _isArray[place] ? _arrays[place] : null;
    }

    private void Clear()
    {
        Array.Clear(_texts);
        Array.Clear(_objects);
        Array.Clear(_isArray);
        foreach (var elements in _arrays)
        {
            elements?.Clear();
        }
    }

    private int PlaceOf(ref Utf8JsonReader json)
    {
        // An escaped name may not be valid Unicode, which comparing it would throw at; none of ours needs an escape.
        for (var place = 0; place < properties.Length && !json.ValueIsEscaped; place++)
        {
            if (json.ValueTextEquals(properties[place]))
            {
                return place;
            }
        }

        return -1;
    }

    private string? TextOf(ref Utf8JsonReader json)
    {
        if (texts is not null && !json.ValueIsEscaped && json.ValueSpan.Length is > 0 and < InternedTexts.Longest && Utf8.IsValid(json.ValueSpan))
        {
            return texts.Of(json.ValueSpan);
        }

        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            // Not valid Unicode: as good as absent, and the reader of the format says what is missing.
            return null;
        }
    }

    private void Keep(int property, ref Utf8JsonReader json, in JsonPiece piece)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.String:
                _texts[property] = TextOf(ref json) ?? _texts[property];
                break;
            case JsonTokenType.StartObject:
                var start = (int)json.TokenStartIndex;
                json.Skip();
                _objects[property] = new JsonPiece(piece.Utf8[start..(int)json.BytesConsumed], piece.Position + start);
                break;
            case JsonTokenType.StartArray:
                _isArray[property] = true;
                var elements = _arrays[property] ??= [];
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
