using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace AnomalyWatch.Pipeline.Streaming.Quarantine;

/// <summary>The blobs of a <see cref="BlobQuarantine"/>. Safe for concurrent use, also of several processes: every write is conditional.</summary>
internal sealed class QuarantineBlobs(BlobContainerClient container)
{
    private const string Prefix = "items/";
    private const string LossesName = "losses.json";
    private const string ItemKey = "item";
    private const string SettledKey = "settled";
    private const int MaxLossesBytes = 64 * 1024;

    /// <summary>Writes an item where there is none of its id, nor the mark of one that was taken away.</summary>
    public async Task<bool> TryAddAsync(QuarantinedContent content, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions
        {
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
            HttpHeaders = new BlobHttpHeaders { ContentType = "application/octet-stream" },
            Metadata = Metadata(content.Item),
        };
        try
        {
            await InContainerAsync(
                () => Blob(content.Item.Id).UploadAsync(BinaryData.FromBytes(content.Bytes), options, cancellationToken), cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412 && exception.ErrorCode != BlobErrorCode.ContainerBeingDeleted)
        {
            return false;
        }
    }

    /// <summary>All items; marks of items taken away that are older than <paramref name="eldestMark"/> go.</summary>
    public async Task<IReadOnlyList<QuarantinedItem>> ListAsync(DateTimeOffset eldestMark, CancellationToken cancellationToken)
    {
        var items = new List<QuarantinedItem>();
        try
        {
            var options = new GetBlobsOptions { Traits = BlobTraits.Metadata, Prefix = Prefix };
            await foreach (var blob in container.GetBlobsAsync(options, cancellationToken).ConfigureAwait(false))
            {
                var isSettled = blob.Metadata.ContainsKey(SettledKey);
                if (!isSettled && TryRead(blob.Metadata) is { } item)
                {
                    items.Add(item);
                }
                else if (isSettled && blob.Properties.LastModified < eldestMark)
                {
                    await container.DeleteBlobIfExistsAsync(blob.Name, cancellationToken: cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            // Nothing was written yet.
        }

        return items;
    }

    /// <summary>An item with its bytes, or null.</summary>
    public async Task<QuarantinedContent?> FindAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var found = (await Blob(id).DownloadContentAsync(cancellationToken).ConfigureAwait(false)).Value;
            return !found.Details.Metadata.ContainsKey(SettledKey) && TryRead(found.Details.Metadata) is { } item
                ? new QuarantinedContent(item, found.Content.ToMemory())
                : null;
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Replaces what is known about an item; false where there is none.</summary>
    public async Task<bool> NoteAsync(QuarantinedItem item, CancellationToken cancellationToken)
    {
        try
        {
            var found = (await Blob(item.Id).GetPropertiesAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Value;
            if (found.Metadata.ContainsKey(SettledKey))
            {
                return false;
            }

            await Blob(item.Id).SetMetadataAsync(
                Metadata(item), new BlobRequestConditions { IfMatch = found.ETag }, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            return false;
        }
    }

    /// <summary>Takes an item away; of an event of a hub, where wanted, an empty blob stays. False where there is none.</summary>
    public async Task<bool> RemoveAsync(string id, bool leaveMark, CancellationToken cancellationToken)
    {
        try
        {
            var found = (await Blob(id).GetPropertiesAsync(cancellationToken: cancellationToken).ConfigureAwait(false)).Value;
            if (found.Metadata.ContainsKey(SettledKey))
            {
                return false;
            }

            var conditions = new BlobRequestConditions { IfMatch = found.ETag };
            if (leaveMark && TryRead(found.Metadata)?.Hub is not null)
            {
                var options = new BlobUploadOptions { Conditions = conditions, Metadata = new Dictionary<string, string> { [SettledKey] = "1" } };
                await Blob(id).UploadAsync(BinaryData.FromBytes(ReadOnlyMemory<byte>.Empty), options, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await Blob(id).DeleteAsync(conditions: conditions, cancellationToken: cancellationToken).ConfigureAwait(false);
            }

            return true;
        }
        catch (RequestFailedException exception) when (exception.Status is 404 or 412)
        {
            return false;
        }
    }

    /// <summary>What was dropped so far.</summary>
    public async Task<QuarantineLosses> LossesAsync(CancellationToken cancellationToken) => (await ReadLossesAsync(cancellationToken).ConfigureAwait(false)).Losses;

    /// <summary>Adds to what was dropped, whoever else does so meanwhile.</summary>
    public async Task AddLossesAsync(Func<QuarantineLosses, QuarantineLosses> add, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (losses, tag) = await ReadLossesAsync(cancellationToken).ConfigureAwait(false);
            var options = new BlobUploadOptions
            {
                Conditions = tag is { } known ? new BlobRequestConditions { IfMatch = known } : new BlobRequestConditions { IfNoneMatch = ETag.All },
                HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" },
            };
            try
            {
                var json = BinaryData.FromBytes(QuarantineJson.ToUtf8Bytes(add(losses)));
                await InContainerAsync(
                    () => container.GetBlobClient(LossesName).UploadAsync(json, options, cancellationToken), cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (RequestFailedException exception) when (exception.Status is 409 or 412 && exception.ErrorCode != BlobErrorCode.ContainerBeingDeleted)
            {
                // Somebody else was faster.
            }
        }
    }

    private static Dictionary<string, string> Metadata(QuarantinedItem item) => new() { [ItemKey] = Convert.ToBase64String(QuarantineJson.ToUtf8Bytes(item)) };

    private static QuarantinedItem? TryRead(IDictionary<string, string> metadata)
    {
        var text = metadata.TryGetValue(ItemKey, out var value) ? value : "";
        var json = new byte[text.Length];
        if (Convert.TryFromBase64String(text, json, out var length) && QuarantineJson.TryRead<QuarantinedItem>(json.AsSpan(0, length)) is { } item)
        {
            return item;
        }

        QuarantineMeters.Unreadable.Add(1);
        return null;
    }

    private BlobClient Blob(string id) => container.GetBlobClient(Prefix + id);

    private async Task<(QuarantineLosses Losses, ETag? Tag)> ReadLossesAsync(CancellationToken cancellationToken)
    {
        try
        {
            var range = new BlobDownloadOptions { Range = new HttpRange(0, MaxLossesBytes) };
            var found = (await container.GetBlobClient(LossesName).DownloadContentAsync(range, cancellationToken).ConfigureAwait(false)).Value;
            if (QuarantineJson.TryRead<QuarantineLosses>(found.Content.ToMemory().Span) is { } losses)
            {
                return (losses, found.Details.ETag);
            }

            // What cannot be read is counted anew from nothing.
            QuarantineMeters.Unreadable.Add(1);
            return (new QuarantineLosses(), found.Details.ETag);
        }
        catch (RequestFailedException exception) when (exception.Status == 404)
        {
            return (new QuarantineLosses(), null);
        }
    }

    private async Task InContainerAsync(Func<Task> write, CancellationToken cancellationToken)
    {
        try
        {
            await write().ConfigureAwait(false);
        }
        catch (RequestFailedException exception) when (exception.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            await write().ConfigureAwait(false);
        }
    }
}
