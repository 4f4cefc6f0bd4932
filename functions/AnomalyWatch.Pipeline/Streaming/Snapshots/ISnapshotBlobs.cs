namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>
/// Named bytes, as snapshots need them. Each operation happens wholly or not at all, whoever else is at work, and is on the disk when it
/// returns. Names are segments of letters, digits, '.', '-' and '_' joined by '/'; a segment does not begin with a '.', and anything else is an
/// <see cref="ArgumentException"/>. Where the storage fails, and goes on failing through the adapter's own bounded retries, its own exception comes
/// through (<see cref="IOException"/>, Azure.RequestFailedException) and it is unknown whether the operation took place.
/// </summary>
public interface ISnapshotBlobs
{
    /// <summary>The blobs whose names begin with <paramref name="prefix"/>, in ordinal order. Empty where there is nothing yet.</summary>
    IAsyncEnumerable<SnapshotBlob> ListAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>A small blob as a whole, or null where it is absent. One of more than <paramref name="maxBytes"/> is not read: its length is told, its bytes are empty.</summary>
    Task<SmallBlob?> ReadAsync(string name, int maxBytes, CancellationToken cancellationToken);

    /// <summary>A blob to be read from its beginning, or null where it is absent; its length is known before anything is read.</summary>
    Task<OpenBlob?> OpenAsync(string name, CancellationToken cancellationToken);

    /// <summary>
    /// Fills a buffer with what begins at <paramref name="offset"/> of a blob, or as much of it as there is, and gives how much that was; null where the blob is absent.
    /// </summary>
    Task<int?> ReadRangeAsync(string name, long offset, Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a blob that must not exist yet (If-None-Match: *); false where it does. Nothing is there before <paramref name="write"/> has ended; its exception
    /// comes through and leaves nothing. It may be called twice.
    /// </summary>
    Task<bool> CreateAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken);

    /// <summary>
    /// Writes a small blob over the one that has <paramref name="etag"/> (If-Match), or where there is none if that is null. Gives the new ETag, or null where
    /// somebody else's is there. After a retry that may also be our own: read it and compare.
    /// </summary>
    Task<string?> ReplaceAsync(string name, ReadOnlyMemory<byte> bytes, string? etag, CancellationToken cancellationToken);

    /// <summary>Takes a blob away if it is there and has <paramref name="etag"/>, or whatever it has if that is null. False where nothing was taken away.</summary>
    Task<bool> DeleteAsync(string name, string? etag, CancellationToken cancellationToken);
}
