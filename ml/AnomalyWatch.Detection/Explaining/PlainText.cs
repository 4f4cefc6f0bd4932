using System.Globalization;
using System.Text;

namespace AnomalyWatch.Detection.Explaining;

/// <summary>
/// Names from outside made fit for one line of plain text: no line breaks, no control or direction marks (with which a caller's name
/// could rewrite the sentence around it), and no more than a person reads. Escaping for HTML or JSON is still the reader's task.
/// </summary>
public static class PlainText
{
    private const char Ellipsis = '\u2026';

    /// <summary>A name on one line, at most <paramref name="maxLength"/> UTF-16 units long.</summary>
    public static string Name(string? text, int maxLength = 80)
    {
        var line = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (line.Length > maxLength)
            {
                break;
            }

            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                line.Append(' ');
            }
            else if (category is not UnicodeCategory.Format)
            {
                line.Append(rune);
            }
        }

        var name = Cut(line.ToString().Trim(), maxLength);
        return name.Length == 0 ? "(no name)" : name;
    }

    /// <summary>A text cut to a length, with an ellipsis where something is missing; never between the halves of a surrogate pair.</summary>
    public static string Cut(string text, int maxLength)
    {
        if (text.Length <= maxLength)
        {
            return text;
        }

        var end = maxLength - 1;
        return text[..(char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)] + Ellipsis;
    }
}
