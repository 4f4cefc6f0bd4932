namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>What the first fold has done since it began. The meters of a process tell the same, but of all its pipelines together.</summary>
/// <param name="Windows">Minutes of functions judged.</param>
/// <param name="NotReadyWindows">Those of which nothing could be said yet.</param>
/// <param name="Duplicates">Records of calls that had been counted already.</param>
/// <param name="Late">Records that came after their minute was closed.</param>
public readonly record struct ScoringCounts(long Windows, long NotReadyWindows, long Duplicates, long Late)
{
    /// <summary>What two partitions have done together.</summary>
    public static ScoringCounts operator +(ScoringCounts left, ScoringCounts right) => new(
        left.Windows + right.Windows, left.NotReadyWindows + right.NotReadyWindows, left.Duplicates + right.Duplicates, left.Late + right.Late);

    /// <summary>The operator under a name.</summary>
    public static ScoringCounts Add(ScoringCounts left, ScoringCounts right) => left + right;
}
