namespace AnomalyWatch.Pipeline.Ingesting.Authentication;

/// <summary>What a credential may send. An empty list allows everything.</summary>
/// <param name="Sources">Names of <see cref="Ingesting.Sources"/>.</param>
/// <param name="FunctionPrefixes">Beginnings of full function names in lower case, up to a slash: <c>aws/123456789012</c>.</param>
public sealed record AccessScope(IReadOnlyList<string> Sources, IReadOnlyList<string> FunctionPrefixes)
{
    /// <summary>Everything.</summary>
    public static readonly AccessScope All = new([], []);

    /// <summary>The most entries of either list.</summary>
    public const int MaxEntries = 64;

    /// <summary>Whether there is no limit at all.</summary>
    public bool IsAll => Sources.Count == 0 && FunctionPrefixes.Count == 0;

    /// <summary>Whether deliveries of a source may be sent.</summary>
    public bool AllowsSource(string source) => Sources.Count == 0 || Sources.Contains(source, StringComparer.Ordinal);

    /// <summary>Whether records of a function may be sent.</summary>
    public bool AllowsFunction(string function)
    {
        ArgumentNullException.ThrowIfNull(function);
        if (FunctionPrefixes.Count == 0)
        {
            return true;
        }

        foreach (var prefix in FunctionPrefixes)
        {
            // By whole parts: aws/1234 is no beginning of aws/12345/...
            if (function.StartsWith(prefix, StringComparison.Ordinal) && (function.Length == prefix.Length || prefix.EndsWith('/') || function[prefix.Length] == '/'))
            {
                return true;
            }
        }

        return false;
    }
}
