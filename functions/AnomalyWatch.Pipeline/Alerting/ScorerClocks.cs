namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>
/// How far every partition of the first fold has come. Only where all of them have passed a time is silence about it a proof of calm, so
/// the slowest decides what is resolved; findings themselves wait for nobody.
/// </summary>
internal sealed class ScorerClocks(int maxScorers)
{
    private const string SourcePrefix = "scoring/";

    private readonly SortedDictionary<string, DateTimeOffset> _clocks = new(StringComparer.Ordinal);

    /// <summary>The clock of the slowest partition seen; null before the first. Falls when a slower one is seen for the first time.</summary>
    public DateTimeOffset? Slowest { get; private set; }

    /// <summary>Notes how far the writer of a pack has come; true where <see cref="Slowest"/> changed.</summary>
    public bool Advance(string source, DateTimeOffset clock)
    {
        if (!source.StartsWith(SourcePrefix, StringComparison.Ordinal))
        {
            return false;
        }

        if (_clocks.TryGetValue(source, out var known) ? clock <= known : !HasRoom())
        {
            return false;
        }

        _clocks[source] = clock;
        var slowest = _clocks.Values.Min();
        var changed = Slowest != slowest;
        Slowest = slowest;
        return changed;
    }

    private bool HasRoom()
    {
        if (_clocks.Count < maxScorers)
        {
            return true;
        }

        AlertingCounters.CountOverflow("scorers");
        return false;
    }
}
