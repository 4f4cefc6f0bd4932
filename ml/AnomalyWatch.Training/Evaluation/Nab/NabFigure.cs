namespace AnomalyWatch.Training.Evaluation.Nab;

/// <summary>What a detector comes to in one profile, on NAB's scale: 0 for one that never alerts, 100 for a perfect one.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Threshold">The threshold that was best on all series, as NAB chooses it.</param>
/// <param name="Score">The score at that threshold.</param>
/// <param name="WindowsHit">Windows with an alert.</param>
/// <param name="FalsePositives">Rows outside windows that alert.</param>
/// <param name="Low">5 % of the draws of series, with replacement, come to less.</param>
/// <param name="High">5 % come to more.</param>
/// <param name="LeaveOneGroupOut">Each group at the threshold that was best on the others.</param>
/// <param name="LeaveOneSeriesOut">Each series at the threshold that was best on the others.</param>
public sealed record NabFigure(
    NabProfile Profile, double Threshold, double Score, int WindowsHit, int FalsePositives, double Low, double High, double LeaveOneGroupOut, double LeaveOneSeriesOut)
{
    private const int Draws = 10_000;
    private const int Seed = 20151209;

    /// <summary>The figures of a detector's scores, one array a series.</summary>
    public static NabFigure Of(IReadOnlyList<NabSeries> series, IReadOnlyList<double[]> scores, NabProfile profile)
    {
        var (threshold, _) = NabScorer.Optimise(series, scores, profile);
        var judged = series.Select((one, i) => NabScorer.Score(one, scores[i], threshold, profile)).ToList();
        var (low, high) = Interval(series, judged, profile);
        return new NabFigure(
            profile,
            threshold,
            Normalise(series, judged.Sum(one => one.Score), profile),
            judged.Sum(one => one.WindowsHit),
            judged.Sum(one => one.FalsePositives),
            low,
            high,
            LeaveOut(series, scores, profile, one => one.Group),
            LeaveOut(series, scores, profile, one => one.Name));
    }

    private static double Normalise(IReadOnlyList<NabSeries> series, double score, NabProfile profile) =>
        NabScorer.Normalise(score, series.Sum(one => one.Windows.Count), profile);

    private static double LeaveOut(IReadOnlyList<NabSeries> series, IReadOnlyList<double[]> scores, NabProfile profile, Func<NabSeries, string> key)
    {
        var total = series.Select((one, i) => (Series: one, Scores: scores[i])).ToLookup(pair => key(pair.Series), StringComparer.Ordinal);
        var sum = total.AsParallel().AsOrdered().Select(left =>
        {
            var others = total.Where(group => group.Key != left.Key).SelectMany(group => group).ToList();
            var (threshold, _) = NabScorer.Optimise([.. others.Select(pair => pair.Series)], [.. others.Select(pair => pair.Scores)], profile);
            return left.Sum(pair => NabScorer.Score(pair.Series, pair.Scores, threshold, profile).Score);
        }).ToList().Sum();
        return Normalise(series, sum, profile);
    }

    private static (double Low, double High) Interval(IReadOnlyList<NabSeries> series, List<NabSeriesScore> judged, NabProfile profile)
    {
        // The same draws for every detector.
        var random = new Random(Seed);
        var draws = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            var (score, windows) = (0d, 0);
            for (var i = 0; i < series.Count; i++)
            {
                var one = random.Next(series.Count);
                score += judged[one].Score;
                windows += series[one].Windows.Count;
            }

            draws[draw] = windows == 0 ? 0 : NabScorer.Normalise(score, windows, profile);
        }

        Array.Sort(draws);
        return (draws[Draws / 20], draws[Draws - 1 - (Draws / 20)]);
    }
}
