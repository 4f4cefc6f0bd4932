using System.Buffers;
using System.Buffers.Binary;
using AnomalyWatch.Pipeline.Streaming.Columns;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>Makes one body of records. Keeps its buffers, so it serves one writer.</summary>
/// <typeparam name="TRecord">What one record is.</typeparam>
internal sealed class PackEncoder<TRecord>(IRecordCodec<TRecord> codec)
{
    private readonly ArrayBufferWriter<byte> _head = new(512);
    private readonly ArrayBufferWriter<byte> _dense = new();
    private readonly ArrayBufferWriter<byte> _loose = new();

    /// <summary>The body; null where it would pass the limits of <see cref="PackFormat"/>.</summary>
    public byte[]? TryEncode(PackHeader header, ReadOnlySpan<TRecord> records, ReadOnlySpan<long> clocks)
    {
        _head.ResetWrittenCount();
        _dense.ResetWrittenCount();
        _loose.ResetWrittenCount();
        _head.Write(PackFormat.Magic);
        _head.WriteByte(PackFormat.Version);
        var checksumAt = _head.WrittenCount;
        _head.Write(stackalloc byte[PackChecksum.Length]);
        PackHeaderJson.Write(header, _head);
        _head.WriteByte((byte)'\n');
        _head.WriteVarint((ulong)records.Length);
        if (records.IsEmpty)
        {
            return Join(default, checksumAt);
        }

        codec.WriteBatch(records, new PackSections(_dense, _loose));
        if (_dense.WrittenCount > PackFormat.MaxUnpackedBytes || _loose.WrittenCount > PackFormat.MaxBodyBytes)
        {
            return null;
        }

        // Without a clock in the header each record is its own, and all of them are written as the same.
        ClockRuns.Write(clocks, header.Clock?.UtcTicks ?? 0, _head);
        var dense = _dense.WrittenSpan;
        var compressed = ArrayPool<byte>.Shared.Rent(dense.Length);
        var length = PackCompression.Compress(dense, compressed);
        _head.WriteByte(length == 0 ? PackCompression.None : PackCompression.Brotli);
        _head.WriteVarint((ulong)dense.Length);
        var stored = length == 0 ? dense : compressed.AsSpan(0, length);
        _head.WriteVarint((ulong)stored.Length);
        var body = _head.WrittenCount + stored.Length + _loose.WrittenCount <= PackFormat.MaxBodyBytes ? Join(stored, checksumAt) : null;
        ArrayPool<byte>.Shared.Return(compressed);
        return body;
    }

    private byte[] Join(ReadOnlySpan<byte> dense, int checksumAt)
    {
        byte[] body = [.. _head.WrittenSpan, .. dense, .. _loose.WrittenSpan];
        var content = body.AsSpan(checksumAt + PackChecksum.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(checksumAt), PackChecksum.Of(content));
        return body;
    }
}
