using System.Buffers;

namespace AnomalyWatch.Pipeline.Streaming.Snapshots;

/// <summary>A rented buffer of fixed size that is filled, taken and filled again.</summary>
internal sealed class FixedBuffer(int size) : IBufferWriter<byte>, IDisposable
{
    private readonly byte[] _bytes = ArrayPool<byte>.Shared.Rent(size);

    /// <summary>How many bytes are in it.</summary>
    public int Count { get; private set; }

    /// <summary>What is in it; valid until it is cleared.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Count);

    /// <summary>Empties it.</summary>
    public void Clear() => Count = 0;

    /// <inheritdoc/>
    public void Advance(int count) => Count += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.AsMemory(Count);

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => _bytes.AsSpan(Count);

    /// <summary>Gives the buffer back.</summary>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);
}
