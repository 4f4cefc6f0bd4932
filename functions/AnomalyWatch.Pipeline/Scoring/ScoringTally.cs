namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>Counts what the first fold does, in the fold's own counts and in the meters of the process.</summary>
internal sealed class ScoringTally
{
    private ScoringCounts _counts;

    public ScoringCounts Counts
    {
        get => _counts;
        set => _counts = value;
    }

    public void Window(bool isReady)
    {
        ScoringMeters.Windows.Add(1);
        ScoringMeters.NotReady.Add(isReady ? 0 : 1);
        _counts = _counts with { Windows = _counts.Windows + 1, NotReadyWindows = _counts.NotReadyWindows + (isReady ? 0 : 1) };
    }

    public void SkippedWindow()
    {
        ScoringMeters.NotReady.Add(1);
        _counts = _counts with { NotReadyWindows = _counts.NotReadyWindows + 1 };
    }

    public void SeenAgain(bool isDuplicate, bool isFilling)
    {
        ScoringMeters.Duplicates.Add(isDuplicate ? 1 : 0);
        ScoringMeters.Filled.Add(isFilling ? 1 : 0);
        _counts = _counts with { Duplicates = _counts.Duplicates + (isDuplicate ? 1 : 0), Filled = _counts.Filled + (isFilling ? 1 : 0) };
    }

    public void Late(bool isTooLate)
    {
        ScoringMeters.Late.Add(1);
        ScoringMeters.TooLate.Add(isTooLate ? 1 : 0);
        _counts = _counts with { Late = _counts.Late + 1, TooLate = _counts.TooLate + (isTooLate ? 1 : 0) };
    }

    public void Withdrawn()
    {
        ScoringMeters.Withdrawn.Add(1);
        _counts = _counts with { Withdrawn = _counts.Withdrawn + 1 };
    }

    public void Unfinished(long count)
    {
        ScoringMeters.Unfinished.Add(count);
        _counts = _counts with { Unfinished = _counts.Unfinished + count };
    }

    public void StartLeftOut()
    {
        ScoringMeters.StartsLeftOut.Add(1);
        _counts = _counts with { StartsLeftOut = _counts.StartsLeftOut + 1 };
    }

    public void Muted()
    {
        ScoringMeters.Muted.Add(1);
        _counts = _counts with { Muted = _counts.Muted + 1 };
    }

    public void Feedback() => _counts = _counts with { Feedback = _counts.Feedback + 1 };

    public void ControlIgnored()
    {
        ScoringMeters.ControlsIgnored.Add(1);
        _counts = _counts with { ControlsIgnored = _counts.ControlsIgnored + 1 };
    }
}
