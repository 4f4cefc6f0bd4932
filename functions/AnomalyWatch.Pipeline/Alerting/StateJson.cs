using System.Buffers;
using System.Text.Json;
using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>JSON inside bytes of state, for what has a canonical form already.</summary>
internal static class StateJson
{
    private const int MaxDepth = 16;

    /// <summary>Writes one value with its length.</summary>
    public static void Write<T>(StateWriter writer, T value, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json, value);
        }

        writer.Bytes(buffer.WrittenSpan);
    }

    /// <summary>Reads one value of at most so many bytes; null where it cannot be, and the reader has failed then.</summary>
    public static T? Read<T>(ref StateReader reader, int maxBytes, Func<JsonElement, T> read)
        where T : class
    {
        var bytes = reader.Bytes(maxBytes);
        try
        {
            var json = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = MaxDepth });
            using var document = JsonDocument.ParseValue(ref json);
            if (json.BytesConsumed == bytes.Length)
            {
                return read(document.RootElement);
            }
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            // The last is what a string that is no Unicode is answered with. Their messages may quote content, so none goes on.
        }

        reader.Fail();
        return null;
    }
}
