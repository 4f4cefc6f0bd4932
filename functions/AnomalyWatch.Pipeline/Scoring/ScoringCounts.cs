namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>What the first fold has done since it began. The meters of a process tell the same, but of all its pipelines together.</summary>
public readonly record struct ScoringCounts
{
    /// <summary>Minutes of functions judged, each once.</summary>
    public long Windows { get; init; }

    /// <summary>Those of which nothing could be said yet.</summary>
    public long NotReadyWindows { get; init; }

    /// <summary>Records of calls that had been counted already.</summary>
    public long Duplicates { get; init; }

    /// <summary>Further sightings of a call that told something new of it.</summary>
    public long Filled { get; init; }

    /// <summary>Records that came after their minute was closed.</summary>
    public long Late { get; init; }

    /// <summary>Those of them that came too late for their minute to be judged again.</summary>
    public long TooLate { get; init; }

    /// <summary>Anomalies taken back.</summary>
    public long Withdrawn { get; init; }

    /// <summary>Invocations of which only the beginning was seen, given up.</summary>
    public long Unfinished { get; init; }

    /// <summary>Beginnings for which there was no room.</summary>
    public long StartsLeftOut { get; init; }

    /// <summary>Anomalous windows that were not told, because the function was in maintenance.</summary>
    public long Muted { get; init; }

    /// <summary>Answers of people that were taken in.</summary>
    public long Feedback { get; init; }

    /// <summary>Control events that could not be followed: a model that is not at hand, a threshold that is none, no room for a further maintenance.</summary>
    public long ControlsIgnored { get; init; }

    /// <summary>What two partitions have done together.</summary>
    public static ScoringCounts operator +(ScoringCounts left, ScoringCounts right) => new()
    {
        Windows = left.Windows + right.Windows,
        NotReadyWindows = left.NotReadyWindows + right.NotReadyWindows,
        Duplicates = left.Duplicates + right.Duplicates,
        Filled = left.Filled + right.Filled,
        Late = left.Late + right.Late,
        TooLate = left.TooLate + right.TooLate,
        Withdrawn = left.Withdrawn + right.Withdrawn,
        Unfinished = left.Unfinished + right.Unfinished,
        StartsLeftOut = left.StartsLeftOut + right.StartsLeftOut,
        Muted = left.Muted + right.Muted,
        Feedback = left.Feedback + right.Feedback,
        ControlsIgnored = left.ControlsIgnored + right.ControlsIgnored,
    };

    /// <summary>The operator under a name.</summary>
    public static ScoringCounts Add(ScoringCounts left, ScoringCounts right) => left + right;
}
