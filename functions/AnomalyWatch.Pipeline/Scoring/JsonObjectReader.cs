using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>
/// Reads the properties of one JSON object with every limit checked. A fault is a <see cref="FormatException"/> that names the
/// property's path and never its content.
/// </summary>
internal readonly struct JsonObjectReader
{
    private readonly JsonElement _element;
    private readonly string _path;

    public JsonObjectReader(JsonElement element, string path = "")
    {
        _element = element;
        _path = path;
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException(path.Length == 0 ? "Not an object." : $"{path} is not an object.");
        }
    }

    public JsonElement Required(string name) => Optional(name) is { } value ? value : throw Fault(name, "is missing");

    public JsonElement? Optional(string name) =>
        _element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public string Text(string name, int maxLength) => Text(name, Required(name), maxLength);

    public string? OptionalText(string name, int maxLength) => Optional(name) is { } value ? Text(name, value, maxLength) : null;

    /// <summary>A finite number.</summary>
    public double Number(string name) =>
        Required(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetDouble(out var number) && double.IsFinite(number)
            ? number
            : throw Fault(name, "is not a finite number");

    public double Number(string name, double min, double max) =>
        Number(name) is var number && number >= min && number <= max ? number : throw Fault(name, "is out of range");

    public int OptionalInteger(string name, int fallback) => Optional(name) is not { } value
        ? fallback
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 ? number : throw Fault(name, "is not a count");

    public DateTimeOffset Time(string name) => Time(name, Required(name));

    public DateTimeOffset? OptionalTime(string name) => Optional(name) is { } value ? Time(name, value) : null;

    /// <summary>A member of an enumeration, by its name in camel case.</summary>
    public TEnum Member<TEnum>(string name)
        where TEnum : struct, Enum =>
        CamelCase.TryParse<TEnum>(Text(name, 64), out var member) ? member : throw Fault(name, "is none of the known values");

    /// <summary>Exactly 32 hexadecimal digits in lower case.</summary>
    public string HexId(string name) =>
        Text(name, 32) is { Length: 32 } id && id.All(char.IsAsciiHexDigitLower) ? id : throw Fault(name, "is not 32 hexadecimal digits");

    /// <summary>The elements of an array, each read by <paramref name="read"/>, which is given the element's path.</summary>
    public IReadOnlyList<T> List<T>(string name, int maxCount, Func<JsonElement, string, T> read)
    {
        var array = Required(name);
        if (array.ValueKind != JsonValueKind.Array)
        {
            throw Fault(name, "is not an array");
        }

        if (array.GetArrayLength() > maxCount)
        {
            throw Fault(name, $"has more than {maxCount} elements");
        }

        var list = new List<T>(array.GetArrayLength());
        foreach (var element in array.EnumerateArray())
        {
            list.Add(read(element, $"{_path}{name}[{list.Count}]."));
        }

        return list;
    }

    /// <summary>A text given as an element of an array.</summary>
    public static string TextElement(JsonElement element, string path, int maxLength) =>
        TryText(element, maxLength, out var text, out var fault) ? text : throw new FormatException($"{path.TrimEnd('.')} {fault}.");

    public FormatException Fault(string name, string fault) => new($"{_path}{name} {fault}.");

    private string Text(string name, JsonElement value, int maxLength) =>
        TryText(value, maxLength, out var text, out var fault) ? text : throw Fault(name, fault);

    private DateTimeOffset Time(string name, JsonElement value) =>
        Rfc3339.TryParse(Text(name, value, 40), out var time) ? time : throw Fault(name, "is not a time between 2000 and 2200 in UTC (RFC 3339)");

    private static bool TryText(JsonElement value, int maxLength, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out string? fault)
    {
        text = null;
        fault = null;
        if (value.ValueKind != JsonValueKind.String)
        {
            fault = "is not a text";
            return false;
        }

        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            fault = "is not valid Unicode";
            return false;
        }

        fault = text.Length > maxLength ? $"is longer than {maxLength} characters" : null;
        return fault is null;
    }
}
