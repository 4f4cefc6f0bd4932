namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>Why we speak.</summary>
public enum NotifyReason : byte
{
    /// <summary>Nothing new to say.</summary>
    None,

    /// <summary>The incident has not been told on this channel.</summary>
    Opened,

    /// <summary>It matters more than when last told.</summary>
    Escalated,

    /// <summary>It concerns more functions than when last told.</summary>
    Grown,

    /// <summary>It is over.</summary>
    Resolved,
}
