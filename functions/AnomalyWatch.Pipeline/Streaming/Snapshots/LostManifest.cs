namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>Finds the generations from the files alone, where there is no manifest (any more): every file says in its header what it is added to.</summary>
internal static class LostManifest
{
    /// <summary>The generations that the files make up, the one that reaches furthest first. Files whose header is damaged are set aside.</summary>
    public static async Task<IReadOnlyList<SnapshotGeneration>> FindGenerationsAsync(PlacedBlobs blobs, CancellationToken cancellationToken)
    {
        var headers = new List<(SnapshotHeader Header, long Length)>();
        var listed = await blobs.ListAsync(cancellationToken).ConfigureAwait(false);
        foreach (var (name, length) in listed.Take(PlacedBlobs.MaxListed))
        {
            if (await ReadHeaderAsync(blobs, name, cancellationToken).ConfigureAwait(false) is { } header)
            {
                headers.Add((header, length));
            }
        }

        var added = headers.Where(file => !file.Header.Name.IsFull).ToLookup(file => file.Header.Base);
        return
        [
            .. headers.Where(file => file.Header.Name.IsFull)
                .Select(full => new SnapshotGeneration(full.Header.FoldVersion, LongestFrom(full, added)))
                .OrderByDescending(generation => generation.Last.Name.SequenceNumber),
        ];
    }

    private static async Task<SnapshotHeader?> ReadHeaderAsync(PlacedBlobs blobs, SnapshotFileName name, CancellationToken cancellationToken)
    {
        if (await blobs.OpenAsync(name, cancellationToken).ConfigureAwait(false) is not { } open)
        {
            return null;
        }

        SnapshotHeader? header;
        string? fault;
        await using (open.ConfigureAwait(false))
        {
            (header, fault) = await SnapshotFile.ReadHeaderAsync(open, cancellationToken).ConfigureAwait(false);
        }

        if (header is null || header.Name != name)
        {
            await blobs.SetAsideAsync(name, fault ?? "it is not the file that was saved under its name", cancellationToken).ConfigureAwait(false);
            return null;
        }

        return header;
    }

    // Two owners may both have added to the same file; each way is sound, and the one that reaches the highest sequence number is the newest state.
    private static List<ManifestFile> LongestFrom((SnapshotHeader Header, long Length) full, ILookup<SnapshotFileName, (SnapshotHeader Header, long Length)> added)
    {
        var before = new Dictionary<SnapshotFileName, (SnapshotHeader Header, long Length)>();
        var furthest = full;
        var open = new Stack<(SnapshotHeader Header, long Length)>([full]);
        while (open.TryPop(out var file))
        {
            furthest = file.Header.Name.SequenceNumber > furthest.Header.Name.SequenceNumber ? file : furthest;
            foreach (var next in added[file.Header.Name])
            {
                before[next.Header.Name] = file;
                open.Push(next);
            }
        }

        var files = new List<ManifestFile>();
        for (var (file, more) = (furthest, true); more; more = before.TryGetValue(file.Header.Name, out var previous), file = more ? previous : file)
        {
            files.Add(new ManifestFile(file.Header.Name, file.Length));
        }

        files.Reverse();
        return files;
    }
}
