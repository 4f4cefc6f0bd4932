namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>What was told about one incident on one channel, and the message under way or last given up. One row of the log.</summary>
public sealed record NotificationRecord
{
    /// <summary>The longest <see cref="Detail"/> kept, in UTF-16 units.</summary>
    public const int MaxDetailLength = 500;

    /// <summary>The incident.</summary>
    public required string IncidentId { get; init; }

    /// <summary>The channel's name.</summary>
    public required string Channel { get; init; }

    /// <summary>How far the last message has come.</summary>
    public required DeliveryState State { get; init; }

    /// <summary>Why that message speaks; <see cref="NotifyReason.None"/> while that is still to be decided.</summary>
    public required NotifyReason Reason { get; init; }

    /// <summary>The id of that message, see <see cref="Notification.Id"/>; empty while it is still to be decided.</summary>
    public required string NotificationId { get; init; }

    /// <summary>Attempts made for that message, each counted before it is made.</summary>
    public required int Attempts { get; init; }

    /// <summary>When this was written, UTC.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>While retrying: from when anyone may make the next attempt, UTC.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>Why the last attempt failed, without secret or address; null when it did not.</summary>
    public string? Detail { get; init; }

    /// <summary>What people know; null when no message was taken yet.</summary>
    public Told? Told { get; init; }

    /// <summary>
    /// What people will know once the message of <see cref="NotificationId"/> is taken. There from before an attempt until its outcome is known: while it
    /// is there, the receiver may have the message already, so that only this message may be said again, under its id.
    /// </summary>
    public Told? Saying { get; init; }

    /// <summary>The log's own mark of this state of the row; null for a record that was not read from a log.</summary>
    public string? Version { get; init; }
}
