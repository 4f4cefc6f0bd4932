namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>The files of a generation as far as they are sound and fit onto each other.</summary>
/// <param name="Files">From the full one on; empty where that is not sound.</param>
/// <param name="IsWhole">Whether these are all.</param>
/// <param name="Missing">The file that is not there, where that is why they are not.</param>
internal sealed record SnapshotChain(IReadOnlyList<SnapshotFile> Files, bool IsWhole, SnapshotFileName? Missing = null)
{
    /// <summary>The generation that these files are, of those of a place.</summary>
    public SnapshotGeneration Generation => new(
        Files[0].Header.FoldVersion, [.. Files.Select(file => new ManifestFile(file.Header.Name, file.Bytes.Length))]);

    /// <summary>
    /// Reads a generation up to the first file that is damaged, missing or another's; a damaged one is set aside. Throws <see cref="SnapshotRefusedException"/>
    /// where the state is sound and of no use here.
    /// </summary>
    public static async Task<SnapshotChain> ReadAsync(PlacedBlobs blobs, SnapshotPlace place, SnapshotGeneration generation, CancellationToken cancellationToken)
    {
        var files = new List<SnapshotFile>();
        foreach (var wanted in generation.Files)
        {
            if (await blobs.OpenAsync(wanted.Name, cancellationToken).ConfigureAwait(false) is not { } open)
            {
                return new SnapshotChain(files, IsWhole: false, wanted.Name);
            }

            SnapshotFile? file;
            string? fault;
            await using (open.ConfigureAwait(false))
            {
                (file, fault) = await SnapshotFile.ReadAsync(open, cancellationToken).ConfigureAwait(false);
            }

            fault ??= FaultOf(file!, wanted, files, place);
            if (fault is not null)
            {
                await blobs.SetAsideAsync(wanted.Name, fault, cancellationToken).ConfigureAwait(false);
                return new SnapshotChain(files, IsWhole: false);
            }

            Refuse(place, file!.Header.Place.PartitionCount, file.Header.Place.Clock);
            files.Add(file);
        }

        return new SnapshotChain(files, IsWhole: true);
    }

    /// <summary>Throws <see cref="SnapshotRefusedException"/> where a state is of another number of partitions or another kind of clock.</summary>
    public static void Refuse(SnapshotPlace place, int partitionCount, ClockMode clock)
    {
        if (partitionCount != place.PartitionCount)
        {
            throw new SnapshotRefusedException(
                $"The saved state of {place.Hub}, partition {place.Partition}, fold {place.Fold}, was made with {partitionCount} partitions and the hub has {place.PartitionCount}. "
                + "Functions lie in other partitions then: give the hub its number back, or begin with a new place for the state.");
        }

        if (clock != place.Clock)
        {
            throw new SnapshotRefusedException(
                $"The saved state of {place.Hub}, partition {place.Partition}, fold {place.Fold}, was made with the clock '{clock}' and this run has '{place.Clock}'. "
                + "One place keeps one kind of clock: use the other, or begin with a new place for the state.");
        }
    }

    private static string? FaultOf(SnapshotFile file, ManifestFile wanted, List<SnapshotFile> before, SnapshotPlace place)
    {
        var header = file.Header;
        if (header.Name != wanted.Name)
        {
            return "it is not the file that was saved under its name";
        }

        if (header.Place.Hub != place.Hub || header.Place.Fold != place.Fold || header.Place.Partition != place.Partition)
        {
            return $"it belongs to {header.Place.Hub}, partition {header.Place.Partition}, fold {header.Place.Fold}";
        }

        return before.Count > 0 && (header.Base != before[^1].Header.Name || header.FoldVersion != before[0].Header.FoldVersion)
            ? "it does not belong onto the file before it"
            : null;
    }
}
