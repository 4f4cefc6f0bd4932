namespace AnomalyWatch.Training.Evaluation.Kpi;

/// <summary>
/// Judges alerts by events. A labelled segment is found by an alert within its first 8 rows; alerts outside the segments are false, and those within 10 rows of
/// each other are one false event. Holds what any threshold above the lowest one needs, so that many can be tried.
/// </summary>
public sealed class KpiEvents
{
    /// <summary>How many rows an alert may come after a segment's beginning.</summary>
    public const int Delay = 7;

    /// <summary>How many rows apart two false alerts may be and still be one event.</summary>
    public const int Merge = 10;

    private readonly List<(double Score, int Rows)> _segments = [];
    private readonly List<(double Score, int Row)> _outside = [];
    private double _days;
    private double _lowest = double.NegativeInfinity;

    /// <summary>Takes in a half of a series with its scores; only scores of at least <paramref name="lowest"/> are kept.</summary>
    public void Add(KpiSeries series, ReadOnlySpan<double> scores, KpiHalf half, double lowest)
    {
        _lowest = Math.Max(_lowest, lowest);
        var (from, to) = series.Rows(half);

        // Rows of different series are far apart, so that their alerts never merge.
        var offset = _outside.Count == 0 ? 0 : _outside[^1].Row + (10 * Merge);
        _days += series.Days(half);
        for (var row = from; row < to;)
        {
            if (!series.Labels[row])
            {
                if (scores[row] >= lowest)
                {
                    _outside.Add((scores[row], row - from + offset));
                }

                row++;
                continue;
            }

            var (begin, best) = (row, double.NegativeInfinity);
            for (; row < to && series.Labels[row]; row++)
            {
                best = row - begin <= Delay ? Math.Max(best, scores[row]) : best;
            }

            _segments.Add((best, row - begin));
        }
    }

    /// <summary>Every score at which a segment is found, but none below what was kept: the thresholds worth trying, at most <paramref name="count"/> of them.</summary>
    public IReadOnlyList<double> Candidates(int count)
    {
        var scores = _segments.Select(segment => segment.Score).Where(score => score >= _lowest).Distinct().Order().ToList();
        return scores.Count <= count ? scores : [.. Enumerable.Range(0, count).Select(i => scores[(int)((long)i * scores.Count / count)])];
    }

    /// <summary>The figures at a threshold.</summary>
    public KpiFigures At(double threshold)
    {
        var (found, foundRows, rows, falseEvents, falseRows, last) = (0, 0L, 0L, 0, 0L, int.MinValue / 2);
        foreach (var (score, length) in _segments)
        {
            rows += length;
            if (score >= threshold)
            {
                found++;
                foundRows += length;
            }
        }

        foreach (var (score, row) in _outside)
        {
            if (score >= threshold)
            {
                falseRows++;
                falseEvents += row - last > Merge ? 1 : 0;
                last = row;
            }
        }

        return new KpiFigures(threshold, _segments.Count, found, falseEvents, _days, rows, foundRows, falseRows);
    }

    /// <summary>The threshold with the highest figure of a kind among the candidates.</summary>
    public KpiFigures Best(Func<KpiFigures, double> figure, int candidates = 400) =>
        Candidates(candidates).AsParallel().AsOrdered().Select(At).Aggregate((best, next) => figure(next) > figure(best) ? next : best);
}
