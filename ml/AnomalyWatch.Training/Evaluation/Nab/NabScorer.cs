namespace AnomalyWatch.Training.Evaluation.Nab;

/// <summary>
/// NAB's scoring (A. Lavin and S. Ahmad, ICMLA 2015; github.com/numenta/NAB, nab/sweeper.py): the best-placed alert of a window earns up to 1 by how
/// early it is, each alert outside costs up to the profile's false-alert weight by how far behind the last window it is, a missed window costs the miss weight.
/// </summary>
public static class NabScorer
{
    private const int FalseAlert = -1;

    private static readonly double Earliest = ScaledSigmoid(-1);

    /// <summary>The score of a series at a threshold, with the counts that NAB publishes beside it.</summary>
    public static NabSeriesScore Score(NabSeries series, ReadOnlySpan<double> scores, double threshold, NabProfile profile)
    {
        var best = new double[series.Windows.Count];
        Array.Fill(best, -profile.Miss);
        var (total, truePositives, falsePositives) = (0d, 0, 0);
        foreach (var row in Rows(series, profile))
        {
            if (scores[row.Index] < threshold)
            {
                continue;
            }

            if (row.Window == FalseAlert)
            {
                falsePositives++;
                total += row.Worth;
            }
            else
            {
                truePositives++;
                best[row.Window] = Math.Max(best[row.Window], row.Worth);
            }
        }

        return new NabSeriesScore(total + best.Sum(), truePositives, falsePositives, best.Count(worth => worth > -profile.Miss));
    }

    /// <summary>The score of a set of series on NAB's scale: 0 for a detector that never alerts, 100 for a perfect one.</summary>
    public static double Normalise(double score, int windows, NabProfile profile) => 100 * (score + (profile.Miss * windows)) / ((1 + profile.Miss) * windows);

    /// <summary>The threshold with the highest sum of scores, tried at every score that occurs, and that sum.</summary>
    public static (double Threshold, double Score) Optimise(IReadOnlyList<NabSeries> series, IReadOnlyList<double[]> scores, NabProfile profile)
    {
        var rows = new List<(double Score, double Worth, int Window)>();
        var windows = 0;
        for (var i = 0; i < series.Count; i++)
        {
            var before = windows;
            rows.AddRange(Rows(series[i], profile).Select(row => (scores[i][row.Index], row.Worth, row.Window == FalseAlert ? FalseAlert : row.Window + before)));
            windows += series[i].Windows.Count;
        }

        rows.Sort((a, b) => b.Score.CompareTo(a.Score));
        var bests = new double[windows];
        Array.Fill(bests, -profile.Miss);
        var total = -profile.Miss * windows;
        var best = (Threshold: double.PositiveInfinity, Score: total);
        for (var i = 0; i < rows.Count; i++)
        {
            var (score, worth, window) = rows[i];
            if (window == FalseAlert)
            {
                total += worth;
            }
            else if (worth > bests[window])
            {
                total += worth - bests[window];
                bests[window] = worth;
            }

            if ((i + 1 == rows.Count || rows[i + 1].Score < score) && total > best.Score)
            {
                best = (score, total);
            }
        }

        return best;
    }

    private static IEnumerable<(int Index, int Window, double Worth)> Rows(NabSeries series, NabProfile profile)
    {
        var (window, isInside, lastWidth, lastRow) = (0, false, 0, -1);
        for (var i = 0; i < series.Values.Length; i++)
        {
            isInside |= window < series.Windows.Count && i == series.Windows[window].First;
            double worth;
            if (isInside)
            {
                var (first, last) = series.Windows[window];
                worth = ScaledSigmoid(-(last - i + 1) / (double)(last - first + 1)) / Earliest;
            }
            else
            {
                worth = profile.FalseAlert * (lastRow < 0 ? -1 : ScaledSigmoid((i - lastRow) / (double)(lastWidth - 1)));
            }

            if (i >= series.Probation)
            {
                yield return (i, isInside ? window : FalseAlert, worth);
            }

            if (isInside && i == series.Windows[window].Last)
            {
                (lastWidth, lastRow, isInside) = (series.Windows[window].Last - series.Windows[window].First + 1, i, false);
                window++;
            }
        }
    }

    private static double ScaledSigmoid(double position) => position > 3 ? -1 : (2 / (1 + Math.Exp(5 * position))) - 1;
}
