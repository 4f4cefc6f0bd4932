using System.Text;
using AnomalyWatch.Detection.Invocations;

namespace AnomalyWatch.Pipeline.Ingesting.Otlp;

/// <summary>
/// The texts of one delivery, each kept once: its spans name the same few functions, versions and agents again and again. A text is cut
/// before it is decoded, so that a long one costs no memory; what holds a control character is cleaned as everywhere.
/// </summary>
internal sealed class InternedTexts
{
    /// <summary>The longest text that any field keeps, in characters.</summary>
    public const int Longest = InvocationLimits.LongText;

    private const int MostBytesPerChar = 4;

    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _byChars;

    public InternedTexts() => _byChars = _texts.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The text of UTF-8 bytes, at most <see cref="Longest"/> characters of it; what is not UTF-8 becomes U+FFFD. Null where it is empty.</summary>
    public string? Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return null;
        }

        Span<char> chars = stackalloc char[(Longest * MostBytesPerChar) + 1];
        var cut = utf8.Length > Longest * MostBytesPerChar ? utf8[..(Longest * MostBytesPerChar)] : utf8;
        var text = chars[..Encoding.UTF8.GetChars(cut, chars)];
        text = text.Length <= Longest ? text : text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)];
        foreach (ref var character in text)
        {
            character = char.IsControl(character) ? '\uFFFD' : character;
        }

        if (_byChars.TryGetValue(text, out var known))
        {
            return known;
        }

        var made = text.ToString();
        _texts.Add(made);
        return made;
    }
}
