using System.Buffers;
using AnomalyWatch.Pipeline.Streaming.Columns;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>
/// Takes the records out of a pack that may be damaged or forged: it never throws for any bytes, and what it holds while at work stays
/// below <see cref="PackFormat.MaxUnpackedBytes"/> and <see cref="PackFormat.MaxRecords"/>, whatever the pack claims.
/// </summary>
/// <typeparam name="TRecord">What one record is.</typeparam>
public sealed class PackUnpacker<TRecord>(IRecordCodec<TRecord> codec)
{
    private readonly long[] _clocks = new long[PackFormat.MaxRecords];
    private bool _isLines;
    private DateTimeOffset? _headerClock;

    /// <summary>The clock of a record while it is being handed out; null where it is its own.</summary>
    public DateTimeOffset? ClockOf(int index) =>
        _isLines || _headerClock is null ? _headerClock : new DateTimeOffset(_clocks[index], TimeSpan.Zero);

    /// <summary>Hands out the records. On failure <paramref name="fault"/> says why, without any of the content, and none was handed out.</summary>
    public bool TryUnpack(PackHeader header, in PackContent content, RecordTaker<TRecord> take, out string? fault)
    {
        _isLines = content.Version == PackFormat.LinesVersion;
        _headerClock = header.Clock;
        if (_isLines)
        {
            JsonLines.Read(codec, content.Bytes.Span, take);
            fault = null;
            return true;
        }

        var frame = new ColumnSource(content.Bytes.Span);
        var count = frame.Count(PackFormat.MaxRecords);
        if (count == 0)
        {
            fault = frame.IsDone ? null : "the pack says that it holds no records, or too many";
            return fault is null;
        }

        ClockRuns.Read(ref frame, header.Clock?.UtcTicks ?? 0, _clocks.AsSpan(0, count));
        var method = frame.Byte();
        var length = frame.Count(PackFormat.MaxUnpackedBytes);
        var stored = frame.Take(frame.Count(PackFormat.MaxBodyBytes));
        if (frame.Failed)
        {
            fault = "the pack's frame is not sound";
            return false;
        }

        var dense = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var unpacked = dense.AsSpan(0, length);
            if (!PackCompression.TryDecompress(method, stored, unpacked))
            {
                fault = "the pack cannot be unpacked to the length it says";
                return false;
            }

            return codec.TryReadBatch(new PackedRecords(count, unpacked, frame.Rest), take, out fault);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(dense);
        }
    }
}
