namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>
/// What was told about each incident on each channel: the memory that keeps us from saying a thing twice. Several notifiers may share
/// one log: a row is only replaced by who has seen its last state. Throws where the storage fails for longer than its own retries.
/// </summary>
public interface INotificationLog
{
    /// <summary>The row of an incident and a channel, or null.</summary>
    Task<NotificationRecord?> FindAsync(string incidentId, string channel, CancellationToken cancellationToken);

    /// <summary>Writes a row where it still is as <paramref name="expected"/> (null: not there). Returns it as written, or null where somebody else was faster.</summary>
    Task<NotificationRecord?> TryReplaceAsync(NotificationRecord? expected, NotificationRecord replacement, CancellationToken cancellationToken);

    /// <summary>Rows of a channel in a state, in no particular order, at most <paramref name="limit"/> (at least 1).</summary>
    Task<IReadOnlyList<NotificationRecord>> ListAsync(string channel, DeliveryState state, int limit, CancellationToken cancellationToken);
}
