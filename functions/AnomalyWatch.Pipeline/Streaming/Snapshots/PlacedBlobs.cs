using System.Security.Cryptography;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>The blobs of one partition's state: its manifest, its files, and what was damaged and is set aside under <c>damaged/</c>.</summary>
internal sealed class PlacedBlobs(ISnapshotBlobs blobs, SnapshotPlace place, SnapshotOptions options, Action<string> say)
{
    /// <summary>What is looked at when the files must be found without a manifest; more are not there unless deleting has failed for long.</summary>
    public const int MaxListed = 1_000;

    private const string Damaged = "damaged/";

    private readonly KeyValuePair<string, object?> _hubTag = new("hub", place.Hub);

    /// <summary>The manifest with its ETag, the fault of one that cannot be read, or nothing.</summary>
    public async Task<(SnapshotManifest? Manifest, string? ETag, string? Fault)> ReadManifestAsync(CancellationToken cancellationToken)
    {
        if (await blobs.ReadAsync(PathOf(SnapshotManifest.Name), SnapshotManifest.MaxBytes, cancellationToken).ConfigureAwait(false) is not { } blob)
        {
            return (null, null, null);
        }

        if (blob.Length > SnapshotManifest.MaxBytes)
        {
            return (null, blob.ETag, "it is longer than one can be");
        }

        var manifest = SnapshotManifest.TryRead(blob.Bytes.Span, out var fault);
        return (manifest, blob.ETag, fault);
    }

    /// <summary>Writes the manifest over the one with an ETag, or where there is none; gives the new ETag, or null where another owner's is there.</summary>
    public async Task<string?> WriteManifestAsync(SnapshotManifest manifest, string? etag, CancellationToken cancellationToken)
    {
        var bytes = manifest.Write();
        if (await blobs.ReplaceAsync(PathOf(SnapshotManifest.Name), bytes, etag, cancellationToken).ConfigureAwait(false) is { } written)
        {
            return written;
        }

        // A write that arrived without our knowing was tried again and found itself.
        var found = await blobs.ReadAsync(PathOf(SnapshotManifest.Name), SnapshotManifest.MaxBytes, cancellationToken).ConfigureAwait(false);
        return found is not null && found.Bytes.Span.SequenceEqual(bytes) ? found.ETag : null;
    }

    /// <summary>Opens a file, or null where it is absent.</summary>
    public Task<OpenBlob?> OpenAsync(SnapshotFileName name, CancellationToken cancellationToken) => blobs.OpenAsync(PathOf(name.ToString()), cancellationToken);

    /// <summary>Reads a stretch of a file, see <see cref="ISnapshotBlobs.ReadRangeAsync"/>.</summary>
    public Task<int?> ReadRangeAsync(SnapshotFileName name, long offset, Memory<byte> buffer, CancellationToken cancellationToken) =>
        blobs.ReadRangeAsync(PathOf(name.ToString()), offset, buffer, cancellationToken);

    /// <summary>Writes a file. Its name is nobody else's, so where it exists it is ours.</summary>
    public Task CreateAsync(SnapshotFileName name, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken) =>
        blobs.CreateAsync(PathOf(name.ToString()), write, cancellationToken);

    /// <summary>Takes a file away.</summary>
    public Task DeleteAsync(SnapshotFileName name, CancellationToken cancellationToken) => blobs.DeleteAsync(PathOf(name.ToString()), null, cancellationToken);

    /// <summary>The files, the newest first.</summary>
    public async Task<IReadOnlyList<(SnapshotFileName Name, long Length)>> ListAsync(CancellationToken cancellationToken)
    {
        var files = new List<(SnapshotFileName Name, long Length)>();
        await foreach (var blob in blobs.ListAsync(place.Prefix, cancellationToken).ConfigureAwait(false))
        {
            if (SnapshotFileName.TryParse(blob.Name[place.Prefix.Length..], out var name))
            {
                files.Add((name, blob.Length));
            }
        }

        files.Reverse();
        return files;
    }

    /// <summary>Counts and tells a file that is gone.</summary>
    public void TellMissing(SnapshotFileName name)
    {
        SnapshotMeters.Damaged.Add(1, _hubTag);
        say($"The snapshot {PathOf(name.ToString())} is missing.");
    }

    /// <summary>Moves a damaged file out of the way, counts it and tells why.</summary>
    public Task SetAsideAsync(SnapshotFileName name, string fault, CancellationToken cancellationToken) =>
        SetAsideAsync(name.ToString(), name.ToString(), null, fault, cancellationToken);

    /// <summary>Moves a damaged manifest out of the way, unless another has taken its place.</summary>
    public Task SetManifestAsideAsync(string etag, string fault, CancellationToken cancellationToken) => SetAsideAsync(
        SnapshotManifest.Name, $"{SnapshotManifest.Name}-{RandomNumberGenerator.GetHexString(16, lowercase: true)}", etag, fault, cancellationToken);

    private async Task SetAsideAsync(string name, string newName, string? etag, string fault, CancellationToken cancellationToken)
    {
        SnapshotMeters.Damaged.Add(1, _hubTag);
        if (await blobs.OpenAsync(PathOf(name), cancellationToken).ConfigureAwait(false) is not { } open)
        {
            return;
        }

        await open.DisposeAsync().ConfigureAwait(false);
        var isKept = open.Length <= SnapshotFormat.MaxFileBytes(SnapshotFormat.MaxContentBytes);
        if (isKept)
        {
            await blobs.CreateAsync(PathOf(Damaged + newName), (target, cancel) => CopyAsync(name, target, cancel), cancellationToken).ConfigureAwait(false);
        }

        await blobs.DeleteAsync(PathOf(name), etag, cancellationToken).ConfigureAwait(false);
        say($"The snapshot {PathOf(name)} is damaged: {fault}. " + (isKept ? $"It was set aside as {PathOf(Damaged + newName)}." : "It is larger than any of ours and was deleted."));
        await TrimDamagedAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task CopyAsync(string name, Stream target, CancellationToken cancellationToken)
    {
        if (await blobs.OpenAsync(PathOf(name), cancellationToken).ConfigureAwait(false) is { } open)
        {
            await using (open.ConfigureAwait(false))
            {
                await open.Stream.CopyToAsync(target, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task TrimDamagedAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var blob in blobs.ListAsync(PathOf(Damaged), cancellationToken).ConfigureAwait(false))
        {
            names.Add(blob.Name);
        }

        foreach (var name in names.Take(Math.Max(0, names.Count - options.MaxDamaged)))
        {
            await blobs.DeleteAsync(name, null, cancellationToken).ConfigureAwait(false);
        }
    }

    private string PathOf(string name) => place.Prefix + name;
}
