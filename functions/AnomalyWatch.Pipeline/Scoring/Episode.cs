using AnomalyWatch.Detection.Verdicts;

namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>
/// One anomaly of one function from its first window to its end: decides what is worth telling the second fold. A continuing anomaly
/// speaks again only when its score has risen by a whole decade or its length has doubled, so that an outage of hours costs a handful of findings.
/// It remembers the windows it rests on as long as they can be judged again; when none holds any more it is withdrawn. What it said of the worst
/// of several windows stays when that one is taken from it.
/// </summary>
internal sealed class Episode
{
    private readonly List<(DateTimeOffset Window, AnomalyKind Kind)> _recent;
    private Anomaly _anomaly;
    private EpisodeProgress _progress;

    /// <summary>Begins an episode with its first anomalous verdict.</summary>
    /// <param name="verdict">The verdict; it must say yes and have reasons.</param>
    /// <param name="clock">The log's clock.</param>
    /// <param name="id">The anomaly's id.</param>
    public Episode(in Verdict verdict, DateTimeOffset clock, string id)
    {
        var worst = verdict.Reasons[0];
        _anomaly = new Anomaly
        {
            Id = id,
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
            Traits = verdict.Traits,
            DetectedAt = clock,
            Reasons = verdict.Reasons,
            History = verdict.History ?? [],
        };
        _progress = new EpisodeProgress(verdict.Score, Windows: 1, ToldWindows: 1, CalmWindows: 0, IsRooted: false);
        _recent = [(verdict.WindowStart, verdict.Kind)];
    }

    /// <summary>Goes on from a snapshot.</summary>
    public Episode(Anomaly anomaly, EpisodeProgress progress, List<(DateTimeOffset Window, AnomalyKind Kind)> recent) =>
        (_anomaly, _progress, _recent) = (anomaly, progress, recent);

    /// <summary>The anomaly as last seen.</summary>
    public Anomaly Anomaly => _anomaly;

    /// <summary>How far it has come.</summary>
    public EpisodeProgress Progress => _progress;

    /// <summary>The windows it rests on that can be judged again, with the kind of story each told.</summary>
    public IReadOnlyList<(DateTimeOffset Window, AnomalyKind Kind)> Recent => _recent;

    /// <summary>Whether no window it rests on can be judged again.</summary>
    public bool IsSettled => _recent.Count == 0;

    /// <summary>Whether it rests on a window that can be judged again.</summary>
    public bool Holds(DateTimeOffset window) => _recent.Any(recent => recent.Window == window && !recent.Kind.StaysSeen());

    /// <summary>Takes in a further anomalous window; gives the anomaly to tell, or null when there is nothing worth telling.</summary>
    public Anomaly? Continue(in Verdict verdict)
    {
        var windows = verdict.WindowEnd > _anomaly.WindowEnd ? _progress.Windows + 1 : _progress.Windows;
        _progress = _progress with { CalmWindows = 0, Windows = windows };
        Rest(verdict.WindowStart, verdict.Kind);

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

        if (_anomaly.Score < _progress.ToldScore + 1 && windows < 2 * _progress.ToldWindows)
        {
            return null;
        }

        _progress = _progress with { ToldScore = _anomaly.Score, ToldWindows = windows };
        return _anomaly;
    }

    /// <summary>Takes in a window that was not anomalous; gives the ended anomaly after enough of them, else null. One before its end is no news.</summary>
    public Anomaly? Calm(DateTimeOffset window, int calmWindowsToEnd)
    {
        if (window < _anomaly.WindowEnd)
        {
            return null;
        }

        _progress = _progress with { CalmWindows = _progress.CalmWindows + 1 };
        if (_progress.CalmWindows < calmWindowsToEnd)
        {
            return null;
        }

        _anomaly = _anomaly with { Phase = AnomalyPhase.Ended };
        return _anomaly;
    }

    /// <summary>Takes windows from it; gives the withdrawn anomaly when it rests on none any more, else null.</summary>
    public Anomaly? Retract(Func<DateTimeOffset, AnomalyKind, bool> isMeant)
    {
        var taken = _recent.RemoveAll(recent => isMeant(recent.Window, recent.Kind));
        if (taken == 0 || _recent.Count > 0 || _progress.IsRooted)
        {
            return null;
        }

        _anomaly = _anomaly with { Phase = AnomalyPhase.Withdrawn };
        return _anomaly;
    }

    /// <summary>Settles the windows up to one that can no longer be judged again; whether there were any.</summary>
    public bool Settle(DateTimeOffset upTo)
    {
        var settled = _recent.RemoveAll(recent => recent.Window <= upTo);
        _progress = settled > 0 ? _progress with { IsRooted = true } : _progress;
        return settled > 0;
    }

    private void Rest(DateTimeOffset window, AnomalyKind kind)
    {
        var known = _recent.FindIndex(recent => recent.Window == window);
        if (known >= 0)
        {
            _recent[known] = (window, kind);
        }
        else
        {
            _recent.Add((window, kind));
        }
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
