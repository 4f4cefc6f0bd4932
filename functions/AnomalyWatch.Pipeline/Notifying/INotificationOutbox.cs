namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>
/// Which incidents have changed lately. The writer of an incident marks it here <em>before</em> it writes the row, and the notifier's sweep looks at every
/// mark, so that nothing is left untold where the writer dies, or the queue loses the hint, after the row was written. Safe for concurrent
/// use. Throws where the storage fails for longer than its own retries.
/// </summary>
public interface INotificationOutbox
{
    /// <summary>Marks an incident, or marks it anew.</summary>
    Task PutAsync(string incidentId, CancellationToken cancellationToken);

    /// <summary>The marks, at most <paramref name="limit"/> (at least 1), in no particular order.</summary>
    Task<IReadOnlyList<OutboxMark>> ListAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Takes a mark away, unless the incident has been marked anew since it was listed.</summary>
    Task RemoveAsync(OutboxMark mark, CancellationToken cancellationToken);
}
