using System.Text;
using System.Text.Json;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>Writes the facts of a change in one line: <c>principal=*, action=lambda:InvokeFunction</c>.</summary>
internal static class ChangeDetail
{
    /// <summary>The named properties that are there, in the order of their names' list, then the error; cut to the limit, null where there is none.</summary>
    public static string? Of(JsonElement? parameters, ReadOnlySpan<string> names, string? error)
    {
        var text = new StringBuilder();
        foreach (var name in names)
        {
            if (text.Length < InvocationLimits.LongText)
            {
                Add(text, name, parameters is { } element ? ValueOf(element, name) : null);
            }
        }

        Add(text, "error", error);
        return InvocationRules.Clean(text.ToString(), InvocationLimits.LongText);
    }

    private static void Add(StringBuilder text, string name, string? value)
    {
        if (value is not null)
        {
            text.Append(text.Length == 0 ? "" : ", ").Append(name).Append('=').Append(InvocationRules.Clean(value, InvocationLimits.ShortText));
        }
    }

    private static string? ValueOf(JsonElement element, string name)
    {
        if (element.Text(name) is { } text)
        {
            return text;
        }

        foreach (var item in element.Elements(name))
        {
            // The first of a list stands for it.
            return item.ValueKind == JsonValueKind.String ? item.GetString() : null;
        }

        return element.Number(name) is { } number && double.IsFinite(number) ? number.ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
    }
}
