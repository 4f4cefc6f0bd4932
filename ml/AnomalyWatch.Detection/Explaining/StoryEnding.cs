namespace AnomalyWatch.Detection.Explaining;

/// <summary>How a story stands.</summary>
public enum StoryEnding : byte
{
    /// <summary>It goes on.</summary>
    Ongoing,

    /// <summary>Its functions have been normal for long enough.</summary>
    NormalAgain,

    /// <summary>Late telemetry showed that nothing was wrong.</summary>
    Withdrawn,

    /// <summary>Late telemetry took part of it away, and the rest is too weak to be told.</summary>
    TooWeak,

    /// <summary>It turned out to be part of an older story.</summary>
    Merged,
}
