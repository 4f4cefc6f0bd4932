using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Decodes a property in base64 straight from the text, since a string of it would take twice its size once more.</summary>
internal static class Base64Field
{
    /// <summary>Decodes a property of an object; null where it is absent, empty or not base64.</summary>
    /// <param name="piece">The object.</param>
    /// <param name="property">The property's name.</param>
    /// <param name="length">How many bytes of the room hold it.</param>
    public static UnpackedText? Read(in JsonPiece piece, string property, out int length)
    {
        length = 0;
        if (!piece.IsObject)
        {
            return null;
        }

        UnpackedText? bytes = null;
        var json = new Utf8JsonReader(piece.Utf8.Span, JsonPieces.Options);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = !json.ValueIsEscaped && json.ValueTextEquals(property);
            json.Read();
            if (isIt)
            {
                bytes?.Release();
                bytes = json.TokenType == JsonTokenType.String ? Decode(ref json, out length) : null;
            }

            json.Skip();
        }

        return bytes;
    }

    private static UnpackedText? Decode(ref Utf8JsonReader json, out int length)
    {
        length = 0;
        var room = new UnpackedText(Math.Max(1, json.ValueSpan.Length));
        try
        {
            // Unescaping never makes a text longer, and nor does decoding.
            var text = room.Room.AsSpan(0, json.CopyString(room.Room));
            if (Base64.DecodeFromUtf8InPlace(text, out length) == OperationStatus.Done && length > 0)
            {
                return room;
            }
        }
        catch (InvalidOperationException)
        {
            // The reader's answer to an escape that is half a surrogate pair.
        }

        room.Release();
        return null;
    }
}
