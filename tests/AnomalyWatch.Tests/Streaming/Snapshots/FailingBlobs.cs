using System.Runtime.CompilerServices;
using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Tests.Streaming.Snapshots;

/// <summary>How an operation on a blob fails.</summary>
internal enum Failure
{
    /// <summary>It never took place.</summary>
    Before,

    /// <summary>It took place and nobody heard of it.</summary>
    After,

    /// <summary>The process ended: it took place, and nothing after it does.</summary>
    Crash,

    /// <summary>The client's own retry found what its first attempt had written: a refusal, although it took place.</summary>
    Retried,
}

/// <summary>Blobs of which one operation, counted from 1, fails.</summary>
internal sealed class FailingBlobs(ISnapshotBlobs inner, int failing, Failure failure) : ISnapshotBlobs
{
    private int _operations;

    /// <summary>Whether the operation that fails was reached.</summary>
    public bool HasFailed => _operations >= failing;

    public async IAsyncEnumerable<SnapshotBlob> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await DoAsync(() => Task.FromResult(0), 0);
        await foreach (var blob in inner.ListAsync(prefix, cancellationToken))
        {
            yield return blob;
        }
    }

    public Task<SmallBlob?> ReadAsync(string name, int maxBytes, CancellationToken cancellationToken) =>
        DoAsync(() => inner.ReadAsync(name, maxBytes, cancellationToken), null);

    public Task<OpenBlob?> OpenAsync(string name, CancellationToken cancellationToken) => DoAsync(() => inner.OpenAsync(name, cancellationToken), null);

    public Task<int?> ReadRangeAsync(string name, long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
        DoAsync(() => inner.ReadRangeAsync(name, offset, buffer, cancellationToken), null);

    public Task<bool> CreateAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) =>
        DoAsync(() => inner.CreateAsync(name, write, cancellationToken), false);

    public Task<string?> ReplaceAsync(string name, ReadOnlyMemory<byte> bytes, string? etag, CancellationToken cancellationToken) =>
        DoAsync(() => inner.ReplaceAsync(name, bytes, etag, cancellationToken), null);

    public Task<bool> DeleteAsync(string name, string? etag, CancellationToken cancellationToken) =>
        DoAsync(() => inner.DeleteAsync(name, etag, cancellationToken), false);

    private async Task<T> DoAsync<T>(Func<Task<T>> operation, T refused)
    {
        var number = ++_operations;
        if (number < failing || (number > failing && failure != Failure.Crash))
        {
            return await operation();
        }

        if (number == failing && failure != Failure.Before)
        {
            var result = await operation();
            if (failure == Failure.Retried)
            {
                // Only a write can be refused like this.
                return result is bool or string ? refused : result;
            }
        }

        throw new IOException("scripted");
    }
}
