namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>Many bytes in pieces small enough to stay off the large object heap, which is not compacted.</summary>
internal sealed class ByteChunks
{
    private const int ChunkBytes = 64 * 1024;

    private readonly List<byte[]> _chunks = [];

    /// <summary>How many there are.</summary>
    public long Length { get; private set; }

    /// <summary>Takes in a stream up to a length, or to its end where that comes before. <paramref name="seen"/> gets each piece as it comes.</summary>
    public async Task FillAsync(Stream stream, long length, Action<ReadOnlyMemory<byte>> seen, CancellationToken cancellationToken)
    {
        while (Length < length)
        {
            var at = (int)(Length % ChunkBytes);
            if (at == 0)
            {
                _chunks.Add(new byte[ChunkBytes]);
            }

            var free = _chunks[^1].AsMemory(at, (int)Math.Min(ChunkBytes - at, length - Length));
            var read = await stream.ReadAtLeastAsync(free, free.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            Length += read;
            seen(free[..read]);
            if (read < free.Length)
            {
                return;
            }
        }
    }

    /// <summary>Copies what begins at <paramref name="offset"/>; the caller has held the range against <see cref="Length"/>.</summary>
    public void CopyTo(long offset, Span<byte> target)
    {
        while (target.Length > 0)
        {
            var from = _chunks[(int)(offset / ChunkBytes)].AsSpan((int)(offset % ChunkBytes));
            var count = Math.Min(from.Length, target.Length);
            from[..count].CopyTo(target);
            target = target[count..];
            offset += count;
        }
    }
}
