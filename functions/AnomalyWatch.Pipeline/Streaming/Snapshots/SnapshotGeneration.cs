namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>A file that a manifest names, and its length in bytes. Whether it is sound the file knows itself.</summary>
internal sealed record ManifestFile(SnapshotFileName Name, long Length);

/// <summary>A full file and the deltas on it, each on the one before it.</summary>
/// <param name="FoldVersion">The version of the fold's bytes, the same in all of them.</param>
/// <param name="Files">The full one first, then by rising sequence number.</param>
internal sealed record SnapshotGeneration(int FoldVersion, IReadOnlyList<ManifestFile> Files)
{
    /// <summary>The newest file.</summary>
    public ManifestFile Last => Files[^1];

    /// <summary>The length of all deltas together, bytes.</summary>
    public long DeltaBytes => Files.Skip(1).Sum(file => file.Length);

    /// <summary>Whether it can be one: a full file, then deltas that rise.</summary>
    public bool IsChain => Files.Count > 0
        && Files[0].Name.IsFull
        && Files.Skip(1).Zip(Files).All(pair => !pair.First.Name.IsFull && pair.First.Name.SequenceNumber > pair.Second.Name.SequenceNumber);
}
