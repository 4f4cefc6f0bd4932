namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>
/// Reads single blocks of files, a stretch of a file at a time, so that neighbours cost one reading. Throws <see cref="SnapshotLostException"/> where a file is gone or a
/// block is damaged. Not for two at once.
/// </summary>
internal sealed class StoredBlocks(PlacedBlobs blobs, FileNumbers numbers)
{
    private const int StretchBytes = 128 * 1024;

    private byte[] _stretch = new byte[StretchBytes];
    private int _file = -1;
    private long _start;
    private int _count;

    /// <summary>An entry as it stands in its block: key, length and bytes.</summary>
    public static ReadOnlyMemory<byte> EntryAt(ReadOnlyMemory<byte> block, in EntryPlace place)
    {
        if (place.Offset > block.Length - place.Length)
        {
            throw new SnapshotLostException("An entry of the state is not where it was.");
        }

        var stored = block.Slice(place.Offset, place.Length);
        return PackChecksum.Of(stored.Span) == place.Check ? stored : throw new SnapshotLostException("An entry of the state is damaged.");
    }

    /// <summary>The unpacked block that begins somewhere in a file.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadAsync(int file, uint begin, CancellationToken cancellationToken)
    {
        await HaveAsync(file, begin, SnapshotFormat.BlockHeadBytes, cancellationToken).ConfigureAwait(false);
        if (!SnapshotBlock.TryReadHead(_stretch.AsSpan((int)(begin - _start)), long.MaxValue, out var length, out var stored))
        {
            throw new SnapshotLostException("A block of the state cannot be read.");
        }

        await HaveAsync(file, begin, SnapshotFormat.BlockHeadBytes + stored, cancellationToken).ConfigureAwait(false);
        var at = (int)(begin - _start);
        var block = new byte[length];
        return SnapshotBlock.TryUnpack(_stretch.AsSpan(at, SnapshotFormat.BlockHeadBytes), _stretch, at + SnapshotFormat.BlockHeadBytes, stored, block)
            ? block
            : throw new SnapshotLostException("A block of the state cannot be unpacked.");
    }

    private async Task HaveAsync(int file, uint begin, int bytes, CancellationToken cancellationToken)
    {
        if (file == _file && begin >= _start && begin + bytes <= _start + _count)
        {
            return;
        }

        if (_stretch.Length < bytes)
        {
            _stretch = new byte[bytes];
        }

        _file = -1;
        var read = await blobs.ReadRangeAsync(numbers.NameOf(file), begin, _stretch, cancellationToken).ConfigureAwait(false)
            ?? throw new SnapshotLostException("A file of the state is gone.");
        (_file, _start, _count) = (file, begin, read);
        if (read < bytes)
        {
            throw new SnapshotLostException("A file of the state is shorter than it was.");
        }
    }
}
