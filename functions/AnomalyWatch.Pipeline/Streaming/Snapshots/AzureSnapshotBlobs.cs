using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Core;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>
/// Blobs in one container of an Azure storage account, which is created when first written to. A large blob travels in blocks of 4 MiB as it is made and becomes
/// visible when the last has arrived. Retries are the client's (see <see cref="BoundedRetries"/>); then <see cref="RequestFailedException"/> comes through.
/// </summary>
public sealed class AzureSnapshotBlobs : ISnapshotBlobs
{
    /// <summary>The container that the project's snapshots lie in.</summary>
    public const string ContainerName = "snapshots";

    private const int BlockBytes = 4 * 1024 * 1024;
    private const int MaxRetries = 4;

    private static readonly StorageTransferOptions Transfer = new() { MaximumConcurrency = 2, InitialTransferSize = BlockBytes, MaximumTransferSize = BlockBytes };

    // How far the making of a blob may run ahead of its sending.
    private static readonly PipeOptions Ahead = new(pauseWriterThreshold: 2 * BlockBytes, resumeWriterThreshold: BlockBytes, useSynchronizationContext: false);

    private readonly BlobContainerClient _container;
    private volatile bool _created;

    /// <summary>Uses a container, whether its client was made from a connection string or with a token credential.</summary>
    public AzureSnapshotBlobs(BlobContainerClient container)
    {
        ArgumentNullException.ThrowIfNull(container);
        _container = container;
    }

    /// <summary>What a client should be made with: four retries, from 0.4 s to 5 s apart, and 30 s for each attempt.</summary>
    public static BlobClientOptions BoundedRetries() => new()
    {
        Retry =
        {
            Mode = RetryMode.Exponential,
            MaxRetries = MaxRetries,
            Delay = TimeSpan.FromSeconds(0.4),
            MaxDelay = TimeSpan.FromSeconds(5),
            NetworkTimeout = TimeSpan.FromSeconds(30),
        },
    };

    /// <inheritdoc/>
    public async IAsyncEnumerable<SnapshotBlob> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = new GetBlobsOptions { Prefix = BlobName.CheckPrefix(prefix) };
        await using var blobs = _container.GetBlobsAsync(options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await blobs.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound)
            {
                yield break;
            }

            yield return new SnapshotBlob(blobs.Current.Name, blobs.Current.Properties.ContentLength ?? 0);
        }
    }

    /// <inheritdoc/>
    public async Task<SmallBlob?> ReadAsync(string name, int maxBytes, CancellationToken cancellationToken)
    {
        if (await DownloadAsync(name, cancellationToken) is not { } found)
        {
            return null;
        }

        using (found)
        {
            var length = found.Details.ContentLength;
            var bytes = length > maxBytes ? [] : new byte[length];
            await found.Content.ReadExactlyAsync(bytes, cancellationToken);
            return new SmallBlob(bytes, length, found.Details.ETag.ToString());
        }
    }

    /// <inheritdoc/>
    public async Task<OpenBlob?> OpenAsync(string name, CancellationToken cancellationToken) =>
        await DownloadAsync(name, cancellationToken) is { } found ? new OpenBlob(found.Content, found.Details.ContentLength) : null;

    /// <inheritdoc/>
    public async Task<int?> ReadRangeAsync(string name, long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            if (await DownloadAsync(name, cancellationToken, new HttpRange(offset, buffer.Length)) is not { } found)
            {
                return null;
            }

            using (found)
            {
                return await found.Content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
            }
        }
        catch (RequestFailedException exception) when (exception.Status == 416)
        {
            return 0; // it begins behind the end
        }
    }

    /// <inheritdoc/>
    public async Task<bool> CreateAsync(string name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(write);
        var blob = _container.GetBlobClient(BlobName.Check(name));
        return await InContainerAsync(
            async () =>
            {
                try
                {
                    await UploadAsync(blob, write, cancellationToken);
                    return true;
                }
                catch (RequestFailedException exception) when (IsOfSomebodyElse(exception))
                {
                    return false;
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<string?> ReplaceAsync(string name, ReadOnlyMemory<byte> bytes, string? etag, CancellationToken cancellationToken)
    {
        var blob = _container.GetBlobClient(BlobName.Check(name));
        var conditions = etag is null ? new BlobRequestConditions { IfNoneMatch = ETag.All } : new BlobRequestConditions { IfMatch = new ETag(etag) };
        return await InContainerAsync(
            async () =>
            {
                try
                {
                    var written = await blob.UploadAsync(BinaryData.FromBytes(bytes), new BlobUploadOptions { Conditions = conditions }, cancellationToken);
                    return written.Value.ETag.ToString();
                }
                catch (RequestFailedException exception) when (IsOfSomebodyElse(exception))
                {
                    return null;
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string name, string? etag, CancellationToken cancellationToken)
    {
        try
        {
            var conditions = etag is null ? null : new BlobRequestConditions { IfMatch = new ETag(etag) };
            await _container.GetBlobClient(BlobName.Check(name)).DeleteAsync(DeleteSnapshotsOption.IncludeSnapshots, conditions, cancellationToken);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            return false;
        }
    }

    // 409 only where it says so: others mean a lease or a container that is being deleted.
    private static bool IsOfSomebodyElse(RequestFailedException exception) =>
        exception.Status == 412 || exception.ErrorCode == BlobErrorCode.BlobAlreadyExists;

    private static async Task UploadAsync(BlobClient blob, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var pipe = new Pipe(Ahead);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var making = MakeAsync(pipe.Writer, write, ended.Token);
        try
        {
            var options = new BlobUploadOptions { TransferOptions = Transfer, Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            await blob.UploadAsync(pipe.Reader.AsStream(leaveOpen: true), options, cancellationToken);
        }
        finally
        {
            // Where sending failed nobody takes from the pipe any more, and the making would wait for ever.
            await ended.CancelAsync();
            await pipe.Reader.CompleteAsync();
            await making;
        }
    }

    // Its exception reaches the uploading through the pipe, which commits nothing then.
    private static async Task MakeAsync(PipeWriter pipe, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Run(() => write(pipe.AsStream(leaveOpen: true), cancellationToken), cancellationToken);
            await pipe.CompleteAsync();
        }
#pragma warning disable CA1031 // whatever it is, the one who uploads throws it
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await pipe.CompleteAsync(exception);
        }
    }

    private async Task<BlobDownloadStreamingResult?> DownloadAsync(string name, CancellationToken cancellationToken, HttpRange range = default)
    {
        try
        {
            return await _container.GetBlobClient(BlobName.Check(name)).DownloadStreamingAsync(new BlobDownloadOptions { Range = range }, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    private async Task<T> InContainerAsync<T>(Func<Task<T>> write, CancellationToken cancellationToken)
    {
        if (_created)
        {
            try
            {
                return await write();
            }
            catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound)
            {
                _created = false;
            }
        }

        await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        _created = true;
        return await write();
    }
}
