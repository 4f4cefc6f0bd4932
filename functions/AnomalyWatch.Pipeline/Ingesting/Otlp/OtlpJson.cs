using System.Globalization;
using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>How the JSON encoding writes what JSON has no type for.</summary>
internal static class OtlpJson
{
    /// <summary>Nanoseconds since 1970, a 64-bit number as text or as a number; 0, which stands for "no time", for anything else.</summary>
    public static ulong Nanoseconds(JsonElement json, string property)
    {
        if (!json.TryGetProperty(property, out var value))
        {
            return 0;
        }

        ulong nanoseconds;
        return value.ValueKind switch
        {
            JsonValueKind.String when ulong.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out nanoseconds) => nanoseconds,
            JsonValueKind.Number when value.TryGetUInt64(out nanoseconds) => nanoseconds,
            _ => 0,
        };
    }
}
