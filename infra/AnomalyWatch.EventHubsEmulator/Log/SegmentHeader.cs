using System.Buffers.Binary;

namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>
/// The first 64 bytes of a segment file: magic (8), version (4), partition (4), first sequence number (8), offset of its first byte in the log (8),
/// enqueued time and offset of the last record before this segment (8 and 8), zeros, CRC-32C of all that (4). With the last two a log whose records are all gone still knows where it stood.
/// </summary>
internal sealed record SegmentHeader(int Partition, long FirstSequenceNumber, long BaseOffset, long TimeBefore, long OffsetBefore)
{
    public const int Bytes = 64;

    /// <summary>The time before the first record of all, and of a header that could not be read.</summary>
    public const long NoTime = long.MinValue;

    private const int Version = 1;
    private const int CrcAt = Bytes - sizeof(uint);

    private static ReadOnlySpan<byte> Magic => "AWEHLOG\n"u8;

    public byte[] Encode()
    {
        var bytes = new byte[Bytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), Partition);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), FirstSequenceNumber);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), BaseOffset);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), TimeBefore);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(40), OffsetBefore);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(CrcAt), Crc32C.Of(bytes.AsSpan(0, CrcAt)));
        return bytes;
    }

    /// <summary>Reads a header; <c>null</c> when it is damaged.</summary>
    /// <exception cref="InvalidDataException">It is whole, but of a version this program does not know.</exception>
    public static SegmentHeader? TryDecode(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.Length < Bytes || !bytes.StartsWith(Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[CrcAt..]) != Crc32C.Of(bytes[..CrcAt]))
        {
            return null;
        }

        var version = BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]);
        if (version != Version)
        {
            throw new InvalidDataException($"The log segment {file} has version {version}; this program reads version {Version}.");
        }

        return new SegmentHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[40..]));
    }
}
