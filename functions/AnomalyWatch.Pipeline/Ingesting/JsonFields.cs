using System.Globalization;
using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Reads single properties as clouds write them: numbers also as strings, flags also as words. Absent and null are unknown.</summary>
internal static class JsonFields
{
    /// <summary>The first of the named properties that is a text with something in it, or null.</summary>
    public static string? Text(this JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (element.Value(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text)
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>The first of the named properties that is an object, or null.</summary>
    public static JsonElement? Object(this JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (element.Value(name) is { ValueKind: JsonValueKind.Object } value)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The elements of a property that is an array; none where it is absent or something else.</summary>
    public static JsonElement.ArrayEnumerator Elements(this JsonElement element, string name) =>
        element.Value(name) is { ValueKind: JsonValueKind.Array } value ? value.EnumerateArray() : default;

    /// <summary>A number, also where it is written as a string; NaN, which the rules refuse, for anything else; null where it is absent.</summary>
    public static double? Number(this JsonElement element, string name) => element.Value(name) switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Number } value => value.TryGetDouble(out var number) ? number : double.NaN,
        { ValueKind: JsonValueKind.String } value => NumberOf(value.GetString()),
        _ => double.NaN,
    };

    /// <summary>A whole number, also where it is written as a string; -1, which the rules refuse, for anything else; null where it is absent.</summary>
    public static long? Whole(this JsonElement element, string name) =>
        element.Number(name) is not { } number ? null : number is >= 0 and <= 1e18 ? (long)number : -1;

    /// <summary>A flag, also as a word; null where it is absent or neither.</summary>
    public static bool? Flag(this JsonElement element, string name) => element.Value(name) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.String } value when bool.TryParse(value.GetString(), out var flag) => flag,
        _ => null,
    };

    /// <summary>A number written as text; NaN where it is none, null where the text is empty.</summary>
    public static double? NumberOf(ReadOnlySpan<char> text) =>
        text.IsEmpty ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : double.NaN;

    private static JsonElement? Value(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;
}
