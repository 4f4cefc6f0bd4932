using System.Text;
using System.Text.Unicode;

namespace AnomalyWatch.Detection.Invocations;

/// <summary>
/// The texts that records name again and again (functions, versions, callers, agents), each kept once, so that a record costs no string of its own.
/// A text is cut before it is decoded, so that a long one costs no memory; what holds a control character is cleaned as everywhere. Safe for concurrent use.
/// </summary>
public sealed class InternedTexts
{
    /// <summary>The longest text that any field keeps, in characters.</summary>
    public const int Longest = InvocationLimits.LongText;

    private const int MostBytesPerChar = 4;

    private readonly Utf8Cache<string> _texts = new();
    private readonly Utf8Cache<KnownFunction> _functions = new();

    /// <summary>The texts of the process: it may serve many senders whose records name the same.</summary>
    public static InternedTexts Shared { get; } = new();

    /// <summary>How many texts have made place for others since the start: many, where senders name ever new ones.</summary>
    public long Replaced => _texts.Replaced + _functions.Replaced;

    /// <summary>The text of UTF-8 bytes, at most <see cref="Longest"/> characters of it; what is not UTF-8 becomes U+FFFD. Null where it is empty.</summary>
    public string? Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return null;
        }

        if (_texts.TryFind(utf8, out var known))
        {
            return known;
        }

        var text = Clean(utf8);

        // What is not UTF-8 is refused by some readers and mended by others, so nobody may find it here.
        if (utf8.Length <= Utf8Cache<string>.LongestKey && Utf8.IsValid(utf8))
        {
            _texts.Add(utf8, text);
        }

        return text;
    }

    /// <summary>The same, cut to a length.</summary>
    public string? Of(ReadOnlySpan<byte> utf8, int maxLength) => Of(utf8) is not { } text ? null : text.Length <= maxLength ? text : InvocationRules.Clean(text, maxLength);

    /// <summary>A function's full name in lower case.</summary>
    /// <param name="utf8">The name in valid UTF-8.</param>
    /// <param name="violation">The rule that it breaks, or null.</param>
    public string FunctionOf(ReadOnlySpan<byte> utf8, out string? violation)
    {
        if (!_functions.TryFind(utf8, out var known))
        {
            var name = Encoding.UTF8.GetString(utf8).ToLowerInvariant();
            known = new KnownFunction(name, InvocationRules.FunctionViolation(name));
            _functions.Add(utf8, known);
        }

        violation = known.Violation;
        return known.Name;
    }

    private static string Clean(ReadOnlySpan<byte> utf8)
    {
        Span<char> chars = stackalloc char[(Longest * MostBytesPerChar) + 1];
        var cut = utf8.Length > Longest * MostBytesPerChar ? utf8[..(Longest * MostBytesPerChar)] : utf8;
        var text = chars[..Encoding.UTF8.GetChars(cut, chars)];
        text = text.Length <= Longest ? text : text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)];
        foreach (ref var character in text)
        {
            character = char.IsControl(character) ? '\uFFFD' : character;
        }

        return text.ToString();
    }

    private readonly record struct KnownFunction(string Name, string? Violation);
}
