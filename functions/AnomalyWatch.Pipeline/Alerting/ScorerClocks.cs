using AnomalyWatch.Detection.State;

namespace AnomalyWatch.Pipeline.Alerting;

/// <summary>
/// How far every partition of the first fold has come. Only where all of them have passed a time is silence about it a proof of calm, so
/// the slowest decides what is resolved; findings themselves wait for nobody.
/// </summary>
internal sealed class ScorerClocks(int maxScorers)
{
    private const string SourcePrefix = "scoring/";

    // As many as the options allow at most, whatever they say now; a source has at most 128 UTF-16 units.
    private const int MostScorers = 100_000;
    private const int MaxSourceBytes = 3 * 128;

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

    public void Write(StateWriter writer)
    {
        writer.Count(_clocks.Count);
        foreach (var (source, clock) in _clocks)
        {
            writer.Text(source);
            writer.Time(clock);
        }
    }

    public void Restore(ref StateReader reader)
    {
        var clocks = reader.Items(MostScorers, 2);
        for (var i = 0; i < clocks && !reader.Failed; i++)
        {
            if (!_clocks.TryAdd(reader.Text(MaxSourceBytes), reader.Time()))
            {
                reader.Fail();
            }
        }

        Slowest = _clocks.Count == 0 ? null : _clocks.Values.Min();
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
