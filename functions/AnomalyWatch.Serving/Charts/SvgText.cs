using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace AnomalyWatch.Serving.Charts;

/// <summary>SVG as it is written: numbers short and without culture, text escaped.</summary>
public sealed class SvgText
{
    private readonly StringBuilder _text = new(4096);

    /// <summary>Begins the picture, with what a screen reader says of it.</summary>
    public void Open(int width, int height, string title, string description, string style)
    {
        Raw($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="t d">""");
        Raw($"<title id=\"t\">{Escape(title)}</title><desc id=\"d\">{Escape(description)}</desc><style>{style}</style>");
    }

    /// <summary>Writes marks of ours; only numbers and names of ours may stand in it.</summary>
    public void Raw(ref NumberHandler marks) => _text.Append(marks.Take());

    /// <summary>Writes a line of text.</summary>
    public void Label(double x, double y, string text, string kind = "", string anchor = "start") =>
        Raw($"<text x=\"{x}\" y=\"{y}\" class=\"{kind}\" text-anchor=\"{anchor}\">{Escape(text)}</text>");

    /// <summary>Ends the picture.</summary>
    public void Close() => _text.Append("</svg>\n");

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    /// <summary>Makes text harmless in XML: the five marks, and what XML does not allow at all.</summary>
    public static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (rune.Value)
            {
                case '&': escaped.Append("&amp;"); break;
                case '<': escaped.Append("&lt;"); break;
                case '>': escaped.Append("&gt;"); break;
                case '"': escaped.Append("&quot;"); break;
                case '\'': escaped.Append("&#39;"); break;
                case < ' ' or 0x7F or 0xFFFE or 0xFFFF: escaped.Append(' '); break;
                default: escaped.Append(rune); break;
            }
        }

        return escaped.ToString();
    }

    /// <summary>Writes numbers with at most one decimal place, so that pictures are short and the same everywhere.</summary>
    [InterpolatedStringHandler]
    public ref struct NumberHandler(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _text = new(literalLength + (8 * formattedCount));

        public readonly void AppendLiteral(string text) => _text.Append(text);

        public readonly void AppendFormatted(double number) => _text.Append(Math.Round(number, 1).ToString("0.#", CultureInfo.InvariantCulture));

        public readonly void AppendFormatted(int number) => _text.Append(number.ToString(CultureInfo.InvariantCulture));

        public readonly void AppendFormatted(string text) => _text.Append(text);

        internal readonly StringBuilder Take() => _text;
    }
}
