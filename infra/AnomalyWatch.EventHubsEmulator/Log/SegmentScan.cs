using System.Buffers;

namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>
/// Reads a segment record by record, checking each. At a damaged place it looks for the next whole record that carries a later number, so that one bad sector costs no more than the records in it;
/// when there is none the segment ends before the damage.
/// </summary>
internal sealed class SegmentScan
{
    private readonly Segment _segment;
    private readonly long _end;
    private readonly byte[] _buffer;

    private SegmentScan(Segment segment, long end, byte[] buffer)
    {
        _segment = segment;
        _end = end;
        _buffer = buffer;
    }

    /// <param name="Index">The index, with a place noted behind every damage.</param>
    /// <param name="Records">How many whole records there are.</param>
    /// <param name="Last">The last whole record, if any.</param>
    /// <param name="End">The log's offset behind it.</param>
    /// <param name="Gaps">How many damaged stretches lie before it.</param>
    public sealed record Result(SparseIndex Index, long Records, Place? Last, long End, int Gaps);

    /// <summary>Scans the first <paramref name="length"/> bytes of the records.</summary>
    public static Result Run(Segment segment, long length)
    {
        // The largest record fits, so a record that does not fit reaches beyond the end.
        var buffer = ArrayPool<byte>.Shared.Rent(PartitionLog.LargestBatchBytes);
        try
        {
            return new SegmentScan(segment, segment.BaseOffset + length, buffer).Run();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private Result Run()
    {
        var index = new SparseIndex();
        Place? last = null;
        long offset = _segment.BaseOffset, expected = _segment.FirstSequenceNumber, records = 0;
        var gaps = 0;
        var behindGap = false;
        while (offset < _end)
        {
            var bytes = Load(offset);
            var used = 0;
            while (RecordFrame.TryParse(bytes[used..], out var frame) && frame.SequenceNumber == expected && frame.Holds(bytes[used..]))
            {
                last = new Place(expected, offset + used, frame.EnqueuedMs);
                index.Add(last.Value, always: behindGap);
                behindGap = false;
                used += frame.TotalBytes;
                expected++;
                records++;
            }

            offset += used;
            if (used > 0)
            {
                continue;
            }

            if (FindNext(offset, expected) is not { } next)
            {
                break;
            }

            gaps++;
            behindGap = true;
            (expected, offset, _) = next;
        }

        return new Result(index, records, last, offset, gaps);
    }

    /// <summary>The first whole record behind a damaged one. Each record between takes at least a header, which bounds the number it can carry: chance and old bytes hardly ever pass for one.</summary>
    private Place? FindNext(long damagedAt, long damaged)
    {
        var offset = damagedAt + 1;
        while (_end - offset >= RecordFrame.HeaderBytes)
        {
            var bytes = Load(offset);
            var at = 0;
            for (; at <= bytes.Length - RecordFrame.HeaderBytes; at++)
            {
                var here = offset + at;
                if (!RecordFrame.TryParse(bytes[at..], out var frame)
                    || frame.SequenceNumber <= damaged || frame.SequenceNumber - damaged > (here - damagedAt) / RecordFrame.HeaderBytes)
                {
                    continue;
                }

                if (frame.Holds(bytes[at..]))
                {
                    return new Place(frame.SequenceNumber, here, frame.EnqueuedMs);
                }

                if (at > 0 && at + frame.TotalBytes > bytes.Length && here + frame.TotalBytes <= _end)
                {
                    // It may be whole but reaches beyond the buffer: look again with the buffer beginning here.
                    break;
                }
            }

            offset += Math.Max(at, 1);
        }

        return null;
    }

    private ReadOnlySpan<byte> Load(long offset)
    {
        var wanted = (int)Math.Min(PartitionLog.LargestBatchBytes, _end - offset);
        return _buffer.AsSpan(0, _segment.Read(offset, _buffer.AsSpan(0, wanted)));
    }
}
