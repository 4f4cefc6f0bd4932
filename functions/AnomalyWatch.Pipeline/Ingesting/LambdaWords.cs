using System.Runtime.CompilerServices;

namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// The fields of a line as Lambda writes it: <c>REPORT RequestId: 8e.. Duration: 0.81 ms Billed Duration: 100 ms Error Type: Runtime.OutOfMemory</c>.
/// A field's name is the words up to a colon, its value the one word after it. Fields may be absent, new, in any order, and parted by any white space.
/// It copies nothing: what it gives lies in the line.
/// </summary>
internal readonly ref struct LambdaWords
{
    // Lambda writes about a dozen.
    private const int MostFields = 32;
    private const int LongestLine = 4096;

    private readonly ReadOnlySpan<char> _line;
    private readonly Fields _fields;
    private readonly int _count;

    private LambdaWords(ReadOnlySpan<char> line)
    {
        _line = line.Length > LongestLine ? line[..LongestLine] : line;
        Range? field = null;
        var nameStart = -1;
        for (var at = 0; NextWord(_line, ref at) is { } range;)
        {
            var word = _line[range];
            if (word[^1] == ':')
            {
                field = new Range(nameStart < 0 ? range.Start : nameStart, range.End.Value - 1);
                nameStart = -1;
            }
            else if (field is { } name)
            {
                if (_count < MostFields)
                {
                    _fields[_count++] = new Field(name, range);
                }

                field = null;
            }
            else if (nameStart < 0 && !IsUnit(word))
            {
                nameStart = range.Start.Value;
            }
        }
    }

    /// <summary>Cuts a line into its fields. Of a field given twice the first counts; beyond 32 they are not looked at.</summary>
    public static LambdaWords Of(ReadOnlySpan<char> line) => new(line);

    /// <summary>A field's value; empty where it is absent.</summary>
    public ReadOnlySpan<char> Text(ReadOnlySpan<char> field)
    {
        foreach (ref readonly var known in ((ReadOnlySpan<Field>)_fields)[.._count])
        {
            if (IsNamed(_line[known.Name], field))
            {
                return _line[known.Value];
            }
        }

        return default;
    }

    /// <summary>A field's number without its unit; NaN, which the rules refuse, where it is none; or null.</summary>
    public double? Number(ReadOnlySpan<char> field) => JsonFields.NumberOf(Text(field));

    // The words of a name, whatever parts them, against words parted by one space. A unit of the value before is no part of it.
    private static bool IsNamed(ReadOnlySpan<char> words, ReadOnlySpan<char> field)
    {
        for (var at = 0; NextWord(words, ref at) is { } range;)
        {
            var word = words[range];
            if (IsUnit(word) && range.End.Value < words.Length)
            {
                continue;
            }

            if (!field.StartsWith(word, StringComparison.Ordinal))
            {
                return false;
            }

            field = field[word.Length..];
            if (field.IsEmpty)
            {
                return NextWord(words, ref at) is null;
            }

            if (field[0] != ' ')
            {
                return false;
            }

            field = field[1..];
        }

        return false;
    }

    private static bool IsUnit(ReadOnlySpan<char> word) => word is "ms" or "MB";

    private static Range? NextWord(ReadOnlySpan<char> text, ref int at)
    {
        while (at < text.Length && Gap(text, at) is > 0 and var gap)
        {
            at += gap;
        }

        var start = at;
        while (at < text.Length && Gap(text, at) == 0)
        {
            at++;
        }

        return at > start ? start..at : null;
    }

    // Some forwarders escape the line once too often, and its tabs arrive as a backslash and a letter.
    private static int Gap(ReadOnlySpan<char> text, int at) =>
        char.IsWhiteSpace(text[at]) ? 1
        : text[at] == '\\' && at + 1 < text.Length && text[at + 1] is 't' or 'n' ? 2
        : 0;

    private readonly record struct Field(Range Name, Range Value);

    [InlineArray(MostFields)]
    private struct Fields
    {
        private Field _first;
    }
}
