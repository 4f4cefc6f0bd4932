using Azure.Storage.Blobs;

namespace AnomalyWatch.Pipeline.Streaming.Quarantine;

/// <summary>
/// The quarantine in a blob container: <c>items/{id}</c> holds the bytes as they came, with what is known about them in the metadata, and
/// <c>losses.json</c> what was dropped. An event of a hub that was taken away leaves an empty blob, so that reading the hub again does not bring it back.
/// What is there is known from a listing and looked up anew every five minutes, since other processes write too.
/// </summary>
public sealed class BlobQuarantine : IQuarantine, IDisposable
{
    /// <summary>The container's usual name.</summary>
    public const string ContainerName = "quarantine";

    private static readonly TimeSpan ListingAge = TimeSpan.FromMinutes(5);

    private readonly QuarantineBlobs _blobs;
    private readonly QuarantineOptions _options;
    private readonly TimeProvider _time;
    private readonly QuarantineShelf _shelf;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private DateTimeOffset _listedAt = DateTimeOffset.MinValue;

    /// <summary>Uses a container, which is made when first written to. Throws <see cref="ArgumentException"/> where an option is out of range.</summary>
    public BlobQuarantine(BlobContainerClient container, QuarantineOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        (_blobs, _options, _time, _shelf) = (new QuarantineBlobs(container), options, time, new QuarantineShelf(options, time));
    }

    /// <inheritdoc/>
    public async Task KeepAsync(QuarantinedContent content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        var item = content.Item;
        if (item.Size > _options.MaxItemBytes)
        {
            await CountAsync([(item, DropCause.ItemBytes)], cancellationToken).ConfigureAwait(false);
            return;
        }

        if (_time.GetUtcNow() - _listedAt > ListingAge)
        {
            await LookAsync(cancellationToken).ConfigureAwait(false);
        }

        // An event of a hub comes again with every start that goes through the log again; others come only when somebody sends them.
        if (item.Hub is not null && _shelf.Has(item.Id))
        {
            return;
        }

        if (await _blobs.TryAddAsync(content, cancellationToken).ConfigureAwait(false))
        {
            _shelf.Put(item);
            await TrimAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task<QuarantineListing> ListAsync(int limit, string? cursor, CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken).ConfigureAwait(false);
        await TrimAsync(cancellationToken).ConfigureAwait(false);
        return _shelf.List(limit, cursor, await _blobs.LossesAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async Task<QuarantinedContent?> FindAsync(string id, CancellationToken cancellationToken) =>
        QuarantineId.IsSound(id) ? await _blobs.FindAsync(id, cancellationToken).ConfigureAwait(false) : null;

    /// <inheritdoc/>
    public async Task NoteAsync(QuarantinedItem item, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (await _blobs.NoteAsync(item, cancellationToken).ConfigureAwait(false))
        {
            _shelf.Put(item);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        if (!QuarantineId.IsSound(id) || !await _blobs.RemoveAsync(id, leaveMark: true, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        _shelf.Remove(id);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _shelf.Replace(await _blobs.ListAsync(_time.GetUtcNow() - _options.MaxAge, cancellationToken).ConfigureAwait(false));
            _listedAt = _time.GetUtcNow();
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task TrimAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var excess = _shelf.Excess();
            if (excess.Count == 0)
            {
                return;
            }

            await CountAsync(excess, cancellationToken).ConfigureAwait(false);
            foreach (var (item, _) in excess)
            {
                await _blobs.RemoveAsync(item.Id, leaveMark: false, cancellationToken).ConfigureAwait(false);
                _shelf.Remove(item.Id);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task CountAsync(IReadOnlyCollection<(QuarantinedItem Item, DropCause Cause)> dropped, CancellationToken cancellationToken)
    {
        await _blobs.AddLossesAsync(losses => losses.With(dropped, _time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        foreach (var (_, cause) in dropped)
        {
            QuarantineMeters.CountDropped(cause);
        }
    }
}
