using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Decodes a property in base64 straight from the text, since a string of it would take twice its size once more.</summary>
internal static class Base64Field
{
    /// <summary>The bytes of a property of an object; null where it is absent, empty or not base64.</summary>
    public static byte[]? Read(in JsonPiece piece, string property)
    {
        if (!piece.IsObject)
        {
            return null;
        }

        byte[]? bytes = null;
        var json = new Utf8JsonReader(piece.Utf8.Span, JsonPieces.Options);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = !json.ValueIsEscaped && json.ValueTextEquals(property);
            json.Read();
            if (isIt)
            {
                bytes = json.TokenType == JsonTokenType.String ? Decode(ref json) : null;
            }

            json.Skip();
        }

        return bytes;
    }

    private static byte[]? Decode(ref Utf8JsonReader json)
    {
        try
        {
            return json.TryGetBytesFromBase64(out var bytes) && bytes.Length > 0 ? bytes : null;
        }
        catch (InvalidOperationException)
        {
            // The reader's answer to an escape that is half a surrogate pair.
            return null;
        }
    }
}
