namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>Comparing anomalies by what they say; a record's own equality compares lists by reference.</summary>
public static class AnomalyContent
{
    /// <summary>Whether two anomalies say the same.</summary>
    public static bool Same(Anomaly left, Anomaly right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return ReferenceEquals(left, right)
            || (left with { Reasons = right.Reasons, History = right.History } == right
                && left.Reasons.SequenceEqual(right.Reasons)
                && left.History.SequenceEqual(right.History));
    }
}
