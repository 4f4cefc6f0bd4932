using System.Text.Json;

namespace AnomalyWatch.Detection.Invocations;

/// <summary>Reads the value under a reader as one of a type; gives what is wrong with it, or null.</summary>
internal static class CanonicalValues
{
    /// <summary>
    /// The name under the reader in UTF-8. An escaped one goes into <paramref name="buffer"/>; one that does not fit there is none of ours and comes back empty,
    /// but it has to be text all the same.
    /// </summary>
    public static ReadOnlySpan<byte> Name(in Utf8JsonReader json, Span<byte> buffer) =>
        !json.ValueIsEscaped ? json.ValueSpan
        : json.ValueSpan.Length <= buffer.Length ? buffer[..json.CopyString(buffer)]
        : json.GetString() is { } ? default : default;

    public static string? Id(ref Utf8JsonReader json, out RecordId id)
    {
        id = default;
        if (json.TokenType != JsonTokenType.String)
        {
            return "is not a string";
        }

        Span<char> buffer = stackalloc char[CanonicalDraft.ShortChars];
        id = RecordId.From(json.ValueSpan.Length <= buffer.Length ? buffer[..json.CopyString(buffer)] : json.GetString());
        return null;
    }

    public static string? Text(ref Utf8JsonReader json, out string? text)
    {
        text = json.TokenType == JsonTokenType.String ? json.GetString() : null;
        return text is null ? "is not a string" : null;
    }

    public static string? Number(ref Utf8JsonReader json, out double? number)
    {
        number = json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var value) && double.IsFinite(value) ? value : null;
        return number is null ? "is not a finite number" : null;
    }

    public static string? Whole(ref Utf8JsonReader json, out long? number)
    {
        number = json.TokenType == JsonTokenType.Number && json.TryGetInt64(out var value) ? value : null;
        return number is null ? "is not a whole number" : null;
    }

    public static string? Flag(ref Utf8JsonReader json, out bool? flag)
    {
        flag = json.TokenType is JsonTokenType.True or JsonTokenType.False ? json.GetBoolean() : null;
        return flag is null ? "is neither true nor false" : null;
    }

    public static string? Time(ref Utf8JsonReader json, out DateTimeOffset? time)
    {
        time = null;
        if (json.TokenType != JsonTokenType.String || !json.TryGetDateTimeOffset(out var value))
        {
            return "is not a time in RFC 3339";
        }

        // Without an offset the machine's time zone would decide, and two machines would read two times.
        var text = json.ValueSpan;
        var hasOffset = text[^1] is (byte)'Z' or (byte)'z' || (text.Length > 6 && text[^6] is (byte)'+' or (byte)'-' && text[^3] == (byte)':');
        time = value.ToUniversalTime();
        return hasOffset ? null : "is a time without an offset from UTC";
    }
}
