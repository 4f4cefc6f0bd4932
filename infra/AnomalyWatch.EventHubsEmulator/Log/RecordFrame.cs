using System.Buffers.Binary;

namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>
/// A record as bytes, all numbers little-endian: length of the body (4), CRC-32C (4), sequence number (8), enqueued time in Unix milliseconds (8), body.
/// The checksum covers the body and then the three numbers, in this order, so that the long part is computed before the log's lock is taken and only the short part under it.
/// </summary>
/// <param name="BodyBytes">The body's length.</param>
/// <param name="Crc">The checksum as stored.</param>
/// <param name="SequenceNumber">The record's number.</param>
/// <param name="EnqueuedMs">Unix milliseconds.</param>
internal readonly record struct RecordFrame(int BodyBytes, uint Crc, long SequenceNumber, long EnqueuedMs)
{
    public const int HeaderBytes = 24;

    private const int CrcAt = 4;
    private const int SequenceAt = 8;
    private const int EnqueuedAt = 16;

    public int TotalBytes => HeaderBytes + BodyBytes;

    /// <summary>Writes length and body, and the checksum as far as it is known before the record has its number.</summary>
    public static int Prepare(Span<byte> into, ReadOnlySpan<byte> body)
    {
        BinaryPrimitives.WriteInt32LittleEndian(into, body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(into[CrcAt..], Crc32C.Append(Crc32C.Start, body));
        body.CopyTo(into[HeaderBytes..]);
        return HeaderBytes + body.Length;
    }

    /// <summary>Completes a prepared record.</summary>
    /// <returns>How long it is.</returns>
    public static int Seal(Span<byte> prepared, long sequenceNumber, long enqueuedMs)
    {
        BinaryPrimitives.WriteInt64LittleEndian(prepared[SequenceAt..], sequenceNumber);
        BinaryPrimitives.WriteInt64LittleEndian(prepared[EnqueuedAt..], enqueuedMs);
        var crc = Complete(BinaryPrimitives.ReadUInt32LittleEndian(prepared[CrcAt..]), prepared);
        BinaryPrimitives.WriteUInt32LittleEndian(prepared[CrcAt..], crc);
        return HeaderBytes + BinaryPrimitives.ReadInt32LittleEndian(prepared);
    }

    /// <summary>Reads the four numbers; <c>false</c> when they cannot be a record's. The checksum is not looked at.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out RecordFrame frame)
    {
        frame = default;
        if (bytes.Length < HeaderBytes)
        {
            return false;
        }

        frame = new RecordFrame(
            BinaryPrimitives.ReadInt32LittleEndian(bytes),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[CrcAt..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[SequenceAt..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[EnqueuedAt..]));
        return frame.BodyBytes is >= 0 and <= PartitionLog.LargestBatchBytes - HeaderBytes && frame.SequenceNumber >= 0;
    }

    /// <summary>Whether the bytes hold the whole record and are what was written.</summary>
    public bool Holds(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= TotalBytes && Complete(Crc32C.Append(Crc32C.Start, bytes[HeaderBytes..TotalBytes]), bytes) == Crc;

    private static uint Complete(uint crcOfBody, ReadOnlySpan<byte> header) =>
        Crc32C.Finish(Crc32C.Append(Crc32C.Append(crcOfBody, header[..CrcAt]), header[SequenceAt..HeaderBytes]));
}
