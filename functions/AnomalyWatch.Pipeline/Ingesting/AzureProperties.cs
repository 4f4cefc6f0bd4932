using System.Text.Json;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// A record's <c>properties</c>, which come as an object, as a string of JSON (escaped once or more often), or as a string of JSON whose double
/// quotes were replaced by single ones. Names are compared without regard to case. Only single values are kept.
/// </summary>
internal sealed class AzureProperties
{
    private const int MostEscapings = 3;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = IngestLimits.RecordDepth };
    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    private AzureProperties()
    {
    }

    /// <summary>The properties; null with a fault where they cannot be read, null without one where there are none.</summary>
    public static AzureProperties? Read(JsonElement record, out string? fault)
    {
        fault = null;
        if (record.Object("properties", "Properties") is { } properties)
        {
            return Of(properties);
        }

        if (record.Text("properties", "Properties") is not { } text)
        {
            return null;
        }

        var read = OfText(text, MostEscapings);
        fault = read is null ? "properties: a string that is neither JSON nor JSON in single quotes" : null;
        return read;
    }

    /// <summary>A property's text; a number or a flag as it was written; null where it is absent or empty.</summary>
    public string? Text(string name) => _values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>A flag; null where it is absent or none.</summary>
    public bool? Flag(string name) => bool.TryParse(Text(name), out var flag) ? flag : null;

    private static AzureProperties? OfText(string text, int escapings)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Options);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Object => Of(document.RootElement),
                JsonValueKind.String when escapings > 0 => OfText(document.RootElement.GetString()!, escapings - 1),
                _ => null,
            };
        }
        catch (JsonException)
        {
            var quoted = new AzureProperties();
            if (SingleQuotedJson.TryRead(text, quoted._values))
            {
                return quoted;
            }

            // {\"message\":\"..\"}: escaped as for a string, but the string's own quotes are gone.
            return escapings > 0 && text.Contains("\\\"", StringComparison.Ordinal) ? OfText($"\"{text}\"", escapings - 1) : null;
        }
    }

    private static AzureProperties Of(JsonElement properties)
    {
        var read = new AzureProperties();
        foreach (var property in properties.EnumerateObject())
        {
            var value = property.Value.ValueKind switch
            {
                JsonValueKind.String => property.Value.GetString(),
                JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => property.Value.GetRawText(),
                _ => null,
            };
            if (value is not null)
            {
                read._values[property.Name] = value;
            }
        }

        return read;
    }
}
