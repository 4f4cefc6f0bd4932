using AnomalyWatch.Pipeline.Streaming.Snapshots;

namespace AnomalyWatch.Tests.Streaming.Snapshots;

/// <summary>One process that owns the partition: a state and where it is saved.</summary>
internal sealed class Owner
{
    private Owner(PartitionSnapshots snapshots, List<string> told) => (Snapshots, Told) = (snapshots, told);

    public PartitionSnapshots Snapshots { get; }

    /// <summary>What was said about damage.</summary>
    public List<string> Told { get; }

    public SomeState State { get; private set; } = new();

    /// <summary>The event that the state loaded includes, or null.</summary>
    public long? Loaded { get; private set; }

    /// <summary>Begins with what is there.</summary>
    public static async Task<Owner> StartAsync(ISnapshotBlobs blobs, SnapshotOptions? options = null, SnapshotPlace? place = null, int foldVersion = 1)
    {
        var told = new List<string>();
        var owner = new Owner(new PartitionSnapshots(blobs, place ?? SomeState.Place, foldVersion, options ?? new SnapshotOptions(), told.Add), told);
        owner.Loaded = await owner.Snapshots.LoadAsync(
            (SnapshotState state, out string? fault) =>
            {
                fault = null;
                owner.State = SomeState.From(state);
                return true;
            },
            CancellationToken.None);
        return owner;
    }

    /// <summary>Folds to an event and saves, all where all is wanted.</summary>
    public async Task<SaveOutcome> SaveAsync(long sequenceNumber, bool full = false)
    {
        State.FoldTo(sequenceNumber);
        var isFull = full || Snapshots.NeedsFull;
        return await Snapshots.SaveAsync(sequenceNumber, State.Head, State.Take(isFull), isFull, CancellationToken.None);
    }
}
