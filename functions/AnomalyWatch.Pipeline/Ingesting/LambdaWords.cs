namespace AnomalyWatch.Pipeline.Ingesting;

/// <summary>
/// The fields of a line as Lambda writes it: <c>REPORT RequestId: 8e.. Duration: 0.81 ms Billed Duration: 100 ms Error Type: Runtime.OutOfMemory</c>.
/// A field's name is the words up to a colon, its value the one word after it. Fields may be absent, new, in any order, and parted by any white space.
/// </summary>
internal sealed class LambdaWords
{
    private const int LongestLine = 4096;
    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    private LambdaWords()
    {
    }

    /// <summary>Cuts a line into its fields. Of a field given twice the first counts.</summary>
    public static LambdaWords Of(string line)
    {
        // Some forwarders escape the line once too often, and its tabs arrive as a backslash and a letter.
        var text = (line.Length > LongestLine ? line[..LongestLine] : line)
            .Replace("\\t", "\t", StringComparison.Ordinal)
            .Replace("\\n", "\n", StringComparison.Ordinal);
        var words = new LambdaWords();
        var name = new List<string>();
        string? field = null;
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.EndsWith(':'))
            {
                name.Add(word[..^1]);
                field = string.Join(' ', name);
                name.Clear();
            }
            else if (field is not null)
            {
                words._fields.TryAdd(field, word);
                field = null;
            }
            else if (word is not ("ms" or "MB"))
            {
                name.Add(word);
            }
        }

        return words;
    }

    /// <summary>A field's value, or null.</summary>
    public string? Text(string field) => _fields.GetValueOrDefault(field);

    /// <summary>A field's number without its unit; NaN, which the rules refuse, where it is none; or null.</summary>
    public double? Number(string field) => JsonFields.NumberOf(Text(field));
}
