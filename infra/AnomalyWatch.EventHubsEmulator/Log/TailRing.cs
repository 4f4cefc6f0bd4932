namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>
/// The newest bytes of the log in memory, in chunks of 1 MiB that are made when first needed and then written over for ever, so a log at full speed makes no garbage here.
/// One thread writes; readers copy without a lock and look afterwards whether the writer has meanwhile begun to write over what they copied.
/// </summary>
internal sealed class TailRing
{
    private const int ChunkShift = 20;
    private const int ChunkBytes = 1 << ChunkShift;

    private readonly byte[]?[] _chunks;
    private long _start;

    /// <param name="memoryBytes">How much to hold, rounded down to whole chunks.</param>
    /// <param name="start">The log's offset at which this ring begins.</param>
    public TailRing(long memoryBytes, long start)
    {
        _chunks = new byte[memoryBytes >> ChunkShift][];
        _start = start;
    }

    public long Capacity => (long)_chunks.Length << ChunkShift;

    /// <summary>Writes bytes at the end. No more than the capacity at once.</summary>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        Volatile.Write(ref _start, Math.Max(_start, offset + bytes.Length - Capacity));
        // A reader must see the new start before any byte that is written over.
        Interlocked.MemoryBarrier();
        while (bytes.Length > 0)
        {
            var chunk = _chunks[Slot(offset)] ??= GC.AllocateUninitializedArray<byte>(ChunkBytes);
            var at = (int)(offset & (ChunkBytes - 1));
            var part = Math.Min(bytes.Length, ChunkBytes - at);
            bytes[..part].CopyTo(chunk.AsSpan(at));
            bytes = bytes[part..];
            offset += part;
        }
    }

    /// <summary>Copies published bytes; <c>false</c> when they are no longer here.</summary>
    public bool TryCopy(long offset, Span<byte> into)
    {
        var from = offset;
        if (from < Volatile.Read(ref _start))
        {
            return false;
        }

        while (into.Length > 0)
        {
            var at = (int)(offset & (ChunkBytes - 1));
            var part = Math.Min(into.Length, ChunkBytes - at);
            if (Volatile.Read(ref _chunks[Slot(offset)]) is not { } chunk)
            {
                return false;
            }

            chunk.AsSpan(at, part).CopyTo(into);
            into = into[part..];
            offset += part;
        }

        // What was copied counts only if the writer had not come round to it before the copy was complete.
        Interlocked.MemoryBarrier();
        return from >= Volatile.Read(ref _start);
    }

    private int Slot(long offset) => (int)((offset >> ChunkShift) % _chunks.Length);
}
