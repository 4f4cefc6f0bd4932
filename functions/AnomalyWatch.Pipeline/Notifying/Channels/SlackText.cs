using System.Text;

namespace AnomalyWatch.Pipeline.Notifying.Channels;

/// <summary>Texts for Slack: <c>&amp;</c>, <c>&lt;</c> and <c>&gt;</c> are written as entities, so that no mention, link or date can stand there.</summary>
internal static class SlackText
{
    private const char Ellipsis = '\u2026';

    /// <summary>An escaped text of at most <paramref name="maxLength"/> UTF-16 units as escaped; never cut within an entity or a character.</summary>
    public static string Escape(string text, int maxLength)
    {
        var escaped = new StringBuilder();
        var fits = 0;
        Span<char> units = stackalloc char[2];
        foreach (var rune in text.EnumerateRunes())
        {
            if (Entity(rune) is { } entity)
            {
                escaped.Append(entity);
            }
            else
            {
                escaped.Append(units[..rune.EncodeToUtf16(units)]);
            }

            if (escaped.Length > maxLength)
            {
                escaped.Length = fits;
                return escaped.Append(Ellipsis).ToString();
            }

            // Where to cut if more follows than fits: room for the ellipsis is needed.
            fits = escaped.Length < maxLength ? escaped.Length : fits;
        }

        return escaped.ToString();
    }

    private static string? Entity(Rune rune) => rune.Value switch
    {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        _ => null,
    };
}
