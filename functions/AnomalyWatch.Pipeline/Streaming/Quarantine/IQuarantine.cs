namespace AnomalyWatch.Pipeline.Streaming.Quarantine;

/// <summary>
/// Keeps bytes that could not be read, until they are read or dropped for want of room. Safe for concurrent use, also of several
/// processes. Throws where the storage fails for longer than its own retries; what a message says then holds no bytes.
/// </summary>
public interface IQuarantine
{
    /// <summary>
    /// Keeps an item. One that is there already, or an event of a hub that was taken away, is left as it is. What is larger than an item may be is
    /// counted as dropped instead.
    /// </summary>
    Task KeepAsync(QuarantinedContent content, CancellationToken cancellationToken);

    /// <summary>At most <paramref name="limit"/> items (1 to <see cref="QuarantineListing.MaxLimit"/>), those after the page that gave <paramref name="cursor"/>; from the newest where it is null or means nothing.</summary>
    Task<QuarantineListing> ListAsync(int limit, string? cursor, CancellationToken cancellationToken);

    /// <summary>An item with its bytes, or null.</summary>
    Task<QuarantinedContent?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Writes down what has become known about an item that is there.</summary>
    Task NoteAsync(QuarantinedItem item, CancellationToken cancellationToken);

    /// <summary>Takes an item away for good; false where there is none. An event of a hub does not come back when the hub is read again.</summary>
    Task<bool> RemoveAsync(string id, CancellationToken cancellationToken);
}
