using System.Buffers;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>How the records of one hub are written and read; keeps the meaning of fields out of this room. Safe for concurrent use.</summary>
/// <typeparam name="TRecord">What one record is.</typeparam>
public interface IRecordCodec<TRecord>
{
    /// <summary>Writes a record as one JSON object without a line break.</summary>
    void Write(in TRecord record, IBufferWriter<byte> output);

    /// <summary>Reads one JSON object. On failure <paramref name="fault"/> says where and why, without any of the content.</summary>
    bool TryRead(ReadOnlySpan<byte> utf8, out TRecord record, out string? fault);

    /// <summary>About how many bytes a record takes in a pack before compression; what is waiting is bounded by it.</summary>
    int SizeOf(in TRecord record) => JsonLines.SizeOf(this, record);

    /// <summary>Writes the records of one pack. Left as it is, one JSON object per line.</summary>
    void WriteBatch(ReadOnlySpan<TRecord> records, PackSections sections) => JsonLines.Write(this, records, sections.Dense);

    /// <summary>
    /// Reads what <see cref="WriteBatch"/> wrote, from bytes that may hold anything: never throws, and hands out either nothing or every
    /// record in its order. On failure <paramref name="fault"/> says why, without any of the content.
    /// </summary>
    bool TryReadBatch(in PackedRecords packed, RecordTaker<TRecord> take, out string? fault) => JsonLines.TryRead(this, packed, take, out fault);
}
