namespace AnomalyWatch.Pipeline.Scoring;

/// <summary>Where an anomaly is in its life. In JSON: the member's name in camel case.</summary>
public enum AnomalyPhase : byte
{
    /// <summary>First seen.</summary>
    Began,

    /// <summary>Still there, and more is known.</summary>
    Continues,

    /// <summary>The function has been normal for a while.</summary>
    Ended,

    /// <summary>A late record showed that it never was one.</summary>
    Withdrawn,
}
