using System.Text.Json;
using System.Text.Json.Serialization;

namespace AnomalyWatch.Pipeline.Streaming.Quarantine;

/// <summary>Items and losses as JSON, in the storage and on the wire. What is not ASCII, and what means something in HTML, is escaped.</summary>
public static class QuarantineJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Writes an item or losses.</summary>
    public static void Write<T>(Utf8JsonWriter json, T value) => JsonSerializer.Serialize(json, value, Options);

    /// <summary>As UTF-8.</summary>
    public static byte[] ToUtf8Bytes<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, Options);

    /// <summary>Reads what <see cref="ToUtf8Bytes"/> wrote; null where the bytes are something else.</summary>
    public static T? TryRead<T>(ReadOnlySpan<byte> utf8)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(utf8, Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
