namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>How far the last message about an incident on a channel has come.</summary>
public enum DeliveryState : byte
{
    /// <summary>The receiver took it; nothing is waiting.</summary>
    Delivered,

    /// <summary>It waits for its first or its next attempt.</summary>
    Retrying,

    /// <summary>Given up: too many attempts, refused for good, or the receiver is gone.</summary>
    DeadLettered,

    /// <summary>It was never sent: before it could be, there was nothing to say any more.</summary>
    Obsolete,
}
