using System.Buffers;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>
/// A fold whose state can be kept as bytes: a small head, and entries of which only those that changed have to be written again. Not to be called
/// while a record is being applied.
/// </summary>
public interface ISnapshotFold
{
    /// <summary>The version of what is written now, head and entries; older ones stay readable. Kept beside the bytes.</summary>
    int FormatVersion { get; }

    /// <summary>Writes everything that is not an entry.</summary>
    void WriteHead(IBufferWriter<byte> output);

    /// <summary>
    /// The entries that changed since the last call, those that are gone included, or every entry there is; in ordinal order of their keys. What
    /// is handed over counts as kept from then on: where it could not be, the next call has to ask for all.
    /// </summary>
    IReadOnlyList<StateEntry> TakeChanges(bool all);

    /// <summary>Where the entries lie that the fold does not hold; a full save takes them over from there.</summary>
    IReadOnlyList<EntryPlace> Outside => [];

    /// <summary>Whether there are such entries.</summary>
    bool HasOutside => false;

    /// <summary>Takes in where entries lie by now that were handed over as idle or lay outside, so that they need not be held.</summary>
    void Place(IReadOnlyList<PlacedEntry> placed)
    {
    }

    /// <summary>Takes in an entry from outside that will be needed.</summary>
    void Bring(in StateEntry entry)
    {
    }

    /// <summary>
    /// Takes up a state in a fold that has not applied anything yet; entries that are gone are passed over, those whose place is known may be left outside. False leaves
    /// the fold unusable;
    /// <paramref name="fault"/> then says why, without any content.
    /// </summary>
    bool TryRestore(int formatVersion, ReadOnlySpan<byte> head, IEnumerable<StateEntry> entries, out string? fault);
}
