using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>
/// One anomaly of one function from its first window to its end: decides what is worth telling the second fold. A continuing anomaly
/// speaks again only when its score has risen by a whole decade or its length has doubled, so that an outage of hours costs a handful of findings.
/// </summary>
public sealed class Episode
{
    private Anomaly _anomaly;
    private double _toldScore;
    private int _windows = 1;
    private int _toldWindows = 1;
    private int _calmWindows;

    /// <summary>Begins an episode with its first anomalous verdict.</summary>
    /// <param name="verdict">The verdict; it must say yes and have reasons.</param>
    /// <param name="clock">The log's clock.</param>
    public Episode(in Verdict verdict, DateTimeOffset clock)
    {
        var worst = verdict.Reasons[0];
        _anomaly = new Anomaly
        {
            Id = AnomalyId.Create(verdict.Function, verdict.Since, verdict.Kind, verdict.Principal),
            Function = verdict.Function,
            Kind = verdict.Kind,
            Phase = AnomalyPhase.Began,
            WindowStart = verdict.Since,
            WindowEnd = verdict.WindowEnd,
            Signal = worst.Signal,
            Observed = worst.Observed,
            ExpectedLow = worst.ExpectedLow,
            ExpectedHigh = worst.ExpectedHigh,
            Score = verdict.Score,
            Threshold = verdict.Threshold,
            Weight = verdict.Weight,
            Confidence = verdict.Confidence,
            Principal = verdict.Principal,
            DetectedAt = clock,
            Reasons = verdict.Reasons,
            History = verdict.History ?? [],
        };
        _toldScore = verdict.Score;
    }

    /// <summary>The anomaly as last seen.</summary>
    public Anomaly Anomaly => _anomaly;

    /// <summary>Takes in a further anomalous window; gives the anomaly to tell, or null when there is nothing worth telling.</summary>
    public Anomaly? Continue(in Verdict verdict)
    {
        _calmWindows = 0;
        if (verdict.WindowEnd > _anomaly.WindowEnd)
        {
            _windows++;
        }

        _anomaly = _anomaly with { Phase = AnomalyPhase.Continues, WindowEnd = Later(verdict.WindowEnd, _anomaly.WindowEnd), History = Extended(verdict) };
        if (verdict.Score > _anomaly.Score && verdict.Reasons.Count > 0)
        {
            var worst = verdict.Reasons[0];
            _anomaly = _anomaly with
            {
                Kind = verdict.Kind,
                Signal = worst.Signal,
                Observed = worst.Observed,
                ExpectedLow = worst.ExpectedLow,
                ExpectedHigh = worst.ExpectedHigh,
                Score = verdict.Score,
                Threshold = verdict.Threshold,
                Weight = Math.Max(verdict.Weight, _anomaly.Weight),
                Confidence = verdict.Confidence,
                Reasons = verdict.Reasons,
                History = worst.Signal == _anomaly.Signal ? _anomaly.History : verdict.History ?? [],
            };
        }

        if (_anomaly.Score < _toldScore + 1 && _windows < 2 * _toldWindows)
        {
            return null;
        }

        (_toldScore, _toldWindows) = (_anomaly.Score, _windows);
        return _anomaly;
    }

    /// <summary>Takes in a window that was not anomalous; gives the ended anomaly after enough of them, else null.</summary>
    public Anomaly? Calm(int calmWindowsToEnd)
    {
        if (++_calmWindows < calmWindowsToEnd)
        {
            return null;
        }

        _anomaly = _anomaly with { Phase = AnomalyPhase.Ended };
        return _anomaly;
    }

    /// <summary>
    /// The history with what has come since, so that the beginning stays in sight for hours; of a verdict about another signal nothing is known. Its
    /// last value belongs to the window that ends at the anomaly's end.
    /// </summary>
    private List<double> Extended(in Verdict verdict)
    {
        var history = _anomaly.History.ToList();
        if (history.Count == 0)
        {
            return history;
        }

        var fresh = (int)Math.Clamp((verdict.WindowEnd - _anomaly.WindowEnd) / WindowTime.Length, 0, AnomalyJson.MaxHistory);
        var seen = verdict.Reasons.Count > 0 && verdict.Reasons[0].Signal == _anomaly.Signal ? verdict.History ?? [] : [];
        for (var back = fresh - 1; back >= 0; back--)
        {
            history.Add(back < seen.Count ? seen[seen.Count - 1 - back] : double.NaN);
        }

        history.RemoveRange(0, Math.Max(0, history.Count - AnomalyJson.MaxHistory));
        return history;
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
