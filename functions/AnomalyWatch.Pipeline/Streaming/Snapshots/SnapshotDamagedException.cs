namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>A file turned out to be damaged while its entries were being handed out. <see cref="PartitionSnapshots"/> catches it and takes an earlier state.</summary>
internal sealed class SnapshotDamagedException(int file, string fault) : Exception(fault)
{
    /// <summary>Which file of the chain, from 0 for the full one.</summary>
    public int File { get; } = file;
}
