using System.Globalization;
using System.Runtime.CompilerServices;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Tests.Streaming.Snapshots;

/// <summary>Blobs of a test, which may look at them and damage them.</summary>
internal sealed class MemorySnapshotBlobs : ISnapshotBlobs
{
    private int _version;

    public SortedDictionary<string, (byte[] Bytes, string ETag)> Blobs { get; } = new(StringComparer.Ordinal);

    public async IAsyncEnumerable<SnapshotBlob> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var (name, blob) in Blobs.Where(blob => blob.Key.StartsWith(BlobName.CheckPrefix(prefix), StringComparison.Ordinal)).ToList())
        {
            yield return new SnapshotBlob(name, blob.Bytes.Length);
        }
    }

    public Task<SmallBlob?> ReadAsync(string name, int maxBytes, CancellationToken cancellationToken) => Task.FromResult(
        Blobs.TryGetValue(BlobName.Check(name), out var blob)
            ? new SmallBlob(blob.Bytes.Length > maxBytes ? Array.Empty<byte>() : blob.Bytes.ToArray(), blob.Bytes.Length, blob.ETag)
            : null);

    public Task<OpenBlob?> OpenAsync(string name, CancellationToken cancellationToken) => Task.FromResult(
        Blobs.TryGetValue(BlobName.Check(name), out var blob) ? new OpenBlob(new MemoryStream([.. blob.Bytes]), blob.Bytes.Length) : null);

    public Task<int?> ReadRangeAsync(string name, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (!Blobs.TryGetValue(BlobName.Check(name), out var blob))
        {
            return Task.FromResult<int?>(null);
        }

        var stretch = blob.Bytes.AsSpan((int)Math.Min(offset, blob.Bytes.Length));
        stretch = stretch[..Math.Min(stretch.Length, buffer.Length)];
        stretch.CopyTo(buffer.Span);
        return Task.FromResult<int?>(stretch.Length);
    }

    public async Task<bool> CreateAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        if (Blobs.ContainsKey(BlobName.Check(name)))
        {
            return false;
        }

        using var stream = new MemoryStream();
        await write(stream, cancellationToken);
        Blobs[name] = (stream.ToArray(), NextETag());
        return true;
    }

    public Task<string?> ReplaceAsync(string name, ReadOnlyMemory<byte> bytes, string? etag, CancellationToken cancellationToken)
    {
        if ((Blobs.TryGetValue(BlobName.Check(name), out var blob) ? blob.ETag : null) != etag)
        {
            return Task.FromResult<string?>(null);
        }

        var next = NextETag();
        Blobs[name] = (bytes.ToArray(), next);
        return Task.FromResult<string?>(next);
    }

    public Task<bool> DeleteAsync(string name, string? etag, CancellationToken cancellationToken) => Task.FromResult(
        Blobs.TryGetValue(BlobName.Check(name), out var blob) && (etag is null || blob.ETag == etag) && Blobs.Remove(name));

    /// <summary>An independent copy as it is now.</summary>
    public MemorySnapshotBlobs Copy()
    {
        var copy = new MemorySnapshotBlobs { _version = _version };
        foreach (var (name, blob) in Blobs)
        {
            copy.Blobs[name] = ([.. blob.Bytes], blob.ETag);
        }

        return copy;
    }

    /// <summary>Changes what is in a blob behind everybody's back.</summary>
    public void Change(string name, Func<byte[], byte[]> change) => Blobs[name] = (change([.. Blobs[name].Bytes]), NextETag());

    private string NextETag() => (++_version).ToString(CultureInfo.InvariantCulture);
}
