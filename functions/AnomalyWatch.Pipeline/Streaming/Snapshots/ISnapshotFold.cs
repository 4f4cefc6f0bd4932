using System.Buffers;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>A fold whose state can be written and read back: a small head and many entries by key, of which only the changed ones are asked for.</summary>
public interface ISnapshotFold
{
    /// <summary>The version of the bytes that this fold writes.</summary>
    int FormatVersion { get; }

    /// <summary>Writes what is not kept by key.</summary>
    void WriteHead(IBufferWriter<byte> output);

    /// <summary>The entries that changed since the last call, or all of them.</summary>
    IReadOnlyList<StateEntry> TakeChanges(bool all);

    /// <summary>Takes on a state, or leaves the fold as it is and says what is wrong.</summary>
    bool TryRestore(int formatVersion, ReadOnlySpan<byte> head, IEnumerable<StateEntry> entries, out string? fault);
}
