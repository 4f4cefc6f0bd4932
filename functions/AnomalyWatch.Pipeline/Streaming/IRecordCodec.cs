using System.Buffers;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>How the records of one hub are written and read; keeps the meaning of fields out of this room.</summary>
/// <typeparam name="TRecord">What one record is.</typeparam>
public interface IRecordCodec<TRecord>
{
    /// <summary>Writes a record as one JSON object without a line break.</summary>
    void Write(in TRecord record, IBufferWriter<byte> output);

    /// <summary>Reads one JSON object. On failure <paramref name="fault"/> says where and why, without any of the content.</summary>
    bool TryRead(ReadOnlySpan<byte> utf8, out TRecord record, out string? fault);
}
