namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>Finds the newest sound state of a partition, sets aside what is damaged on the way, and leaves a manifest that names only what is there.</summary>
internal sealed class SnapshotLoader(PlacedBlobs blobs, SnapshotPlace place, SnapshotOptions options, FileNumbers numbers, Action<string> say)
{
    // Each try but the last has taken a damaged file away, or has seen another owner move on.
    private const int MaxTries = 100;

    /// <summary>
    /// What was found. <paramref name="IsOurs"/> is false where another owner wrote while we repaired the manifest: the state is sound, but nothing may be added to it.
    /// </summary>
    public sealed record Loaded(SnapshotManifest Manifest, string? ETag, SnapshotState? State, bool IsOurs);

    /// <summary>Loads, offering states to <paramref name="restore"/> from the newest on until it takes one.</summary>
    public async Task<Loaded> LoadAsync(SnapshotRestore restore, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            if (await TryLoadAsync(restore, tries == MaxTries, cancellationToken).ConfigureAwait(false) is { } loaded)
            {
                return loaded;
            }
        }
    }

    /// <summary>Null where it has to be begun anew.</summary>
    private async Task<Loaded?> TryLoadAsync(SnapshotRestore restore, bool isLast, CancellationToken cancellationToken)
    {
        var (manifest, etag, fault) = await blobs.ReadManifestAsync(cancellationToken).ConfigureAwait(false);
        if (fault is not null && !isLast)
        {
            await blobs.SetManifestAsideAsync(etag!, fault, cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (manifest is not null)
        {
            SnapshotChain.Refuse(place, manifest.PartitionCount, manifest.Clock);
        }

        var generations = manifest?.Generations ?? await LostManifest.FindGenerationsAsync(blobs, cancellationToken).ConfigureAwait(false);
        var kept = new List<SnapshotGeneration>();
        SnapshotState? state = null;
        var isWhole = manifest is not null || generations.Count == 0;
        foreach (var generation in generations)
        {
            if (state is not null)
            {
                kept.Add(generation);
                continue;
            }

            var chain = await SnapshotChain.ReadAsync(blobs, place, generation, cancellationToken).ConfigureAwait(false);
            if (!chain.IsWhole && !isLast && (manifest is null || await HasMovedOnAsync(etag, cancellationToken).ConfigureAwait(false)))
            {
                // Without a manifest another way through the files may reach further; with another one these files are not wanted any more.
                return null;
            }

            if (chain.Missing is { } missing)
            {
                blobs.TellMissing(missing);
            }

            (state, var sound) = await OfferAsync(chain, restore, cancellationToken).ConfigureAwait(false);
            isWhole &= sound is not null && sound.Files.Count == generation.Files.Count;
            if (sound is not null)
            {
                kept.Add(sound);
            }
        }

        if (isWhole)
        {
            return new Loaded(manifest ?? Of([]), etag, state, IsOurs: true);
        }

        var repaired = Of([.. kept.Take(options.Generations)]);
        say(state is null
            ? $"No saved state of {place.Prefix} is sound; it begins anew and what the log still holds is read again."
            : $"The saved state of {place.Prefix} at sequence number {state.SequenceNumber} is used; what follows in the log is read again.");
        var written = await blobs.WriteManifestAsync(repaired, etag, cancellationToken).ConfigureAwait(false);
        return new Loaded(repaired, written, state, IsOurs: written is not null);
    }

    /// <summary>Offers the state of a chain, and a shorter one as long as a file turns out to be damaged; gives what was taken and which files that is.</summary>
    private async Task<(SnapshotState? State, SnapshotGeneration? Generation)> OfferAsync(SnapshotChain chain, SnapshotRestore restore, CancellationToken cancellationToken)
    {
        while (chain.Files.Count > 0)
        {
            var (state, damaged, fault) = Offer(chain.Files, restore);
            if (state is not null)
            {
                return (state, chain.Generation);
            }

            await blobs.SetAsideAsync(chain.Files[damaged].Header.Name, fault!, cancellationToken).ConfigureAwait(false);
            chain = new SnapshotChain([.. chain.Files.Take(damaged)], IsWhole: false);
        }

        return (null, null);
    }

    private (SnapshotState? State, int Damaged, string? Fault) Offer(IReadOnlyList<SnapshotFile> files, SnapshotRestore restore)
    {
        var last = files[^1];
        using var cursor = new SnapshotCursor(last);
        var head = cursor.ReadHead();
        if (cursor.Fault is { } unreadable)
        {
            return (null, files.Count - 1, unreadable);
        }

        var state = new SnapshotState(last.Header.Name.SequenceNumber, last.Header.FoldVersion, head, new MergedEntries(files, numbers));
        try
        {
            // What the fold refuses it refuses as a whole: the newest file goes, and it is asked about what was there before.
            return restore(state, out var fault) ? (state, 0, null) : (null, files.Count - 1, fault ?? "the fold cannot read it");
        }
        catch (SnapshotDamagedException exception)
        {
            return (null, exception.File, exception.Message);
        }
    }

    private async Task<bool> HasMovedOnAsync(string? etag, CancellationToken cancellationToken) =>
        (await blobs.ReadManifestAsync(cancellationToken).ConfigureAwait(false)).ETag != etag;

    private SnapshotManifest Of(IReadOnlyList<SnapshotGeneration> generations) =>
        new() { PartitionCount = place.PartitionCount, Clock = place.Clock, Generations = generations };
}
