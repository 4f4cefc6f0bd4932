namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>A blob in a listing, its length in bytes.</summary>
public readonly record struct SnapshotBlob(string Name, long Length);

/// <summary>A small blob as it was read. <paramref name="Bytes"/> is empty where <paramref name="Length"/> is above the limit of the reading.</summary>
public sealed record SmallBlob(ReadOnlyMemory<byte> Bytes, long Length, string ETag);

/// <summary>A blob that is being read; the reader closes it.</summary>
public sealed record OpenBlob(Stream Stream, long Length) : IAsyncDisposable
{
    /// <summary>Closes the stream.</summary>
    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
