using System.Text;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// Reads one flat object written with single quotes for double ones, as a route of Azure's Linux logs writes <c>properties</c>. The quotes
/// were put in by replacing characters, so one inside a text looks like one that ends it; a quote ends a text only where a comma, a
/// colon or the closing brace follows.
/// </summary>
internal static class SingleQuotedJson
{
    private const char Quote = '\'';

    /// <summary>Adds the properties to a map; false where the text is not such an object. Never throws.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, Dictionary<string, string> properties)
    {
        text = text.Trim();
        if (text.Length < 2 || text[0] != '{' || text[^1] != '}')
        {
            return false;
        }

        text = text[1..^1].Trim();
        while (!text.IsEmpty)
        {
            if (text[0] != Quote || !TakeText(ref text, ':', out var name) || text.IsEmpty || text[0] != ':')
            {
                return false;
            }

            text = text[1..].TrimStart();
            string value;
            if (!text.IsEmpty && text[0] == Quote)
            {
                if (!TakeText(ref text, ',', out value))
                {
                    return false;
                }
            }
            else
            {
                var comma = text.IndexOf(',');
                value = (comma < 0 ? text : text[..comma]).Trim().ToString();
                text = comma < 0 ? default : text[comma..];
            }

            properties[name] = value == "null" ? "" : value;
            if (!text.IsEmpty && text[0] != ',')
            {
                return false;
            }

            text = text.IsEmpty ? text : text[1..].TrimStart();
        }

        return true;
    }

    // The text up to the quote that the given character, or the end, follows.
    private static bool TakeText(ref ReadOnlySpan<char> text, char follower, out string taken)
    {
        var builder = new StringBuilder();
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                i++;
                builder.Append(text[i] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', var other => other });
                continue;
            }

            if (text[i] == Quote)
            {
                var rest = text[(i + 1)..].TrimStart();
                if (rest.IsEmpty || rest[0] == follower)
                {
                    text = rest;
                    taken = builder.ToString();
                    return true;
                }
            }

            builder.Append(text[i]);
        }

        taken = "";
        return false;
    }
}
