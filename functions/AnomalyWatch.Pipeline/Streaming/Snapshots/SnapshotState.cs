namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>A state as it was saved.</summary>
/// <param name="SequenceNumber">The last event of the log that it includes.</param>
/// <param name="FormatVersion">The version of the fold's bytes.</param>
/// <param name="Head">What is not kept by key.</param>
/// <param name="Entries">The rest by ordinal order of keys, none of them gone. They are unpacked as they are asked for and belong to the one who asked.</param>
public sealed record SnapshotState(long SequenceNumber, int FormatVersion, ReadOnlyMemory<byte> Head, IEnumerable<StateEntry> Entries);

/// <summary>
/// Takes on a state in a fold that is new for this call, or says what is wrong with it; then the next older one is offered. An exception that comes out of
/// <see cref="SnapshotState.Entries"/> has to pass: it means the same.
/// </summary>
public delegate bool SnapshotRestore(SnapshotState state, out string? fault);
