using System.Buffers.Binary;
using System.Numerics;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>CRC-32C, so that a body damaged anywhere is refused as a whole instead of read as something else.</summary>
internal static class PackChecksum
{
    /// <summary>The checksum's length in bytes.</summary>
    public const int Length = sizeof(uint);

    /// <summary>The checksum of bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var single in bytes)
        {
            crc = BitOperations.Crc32C(crc, single);
        }

        return ~crc;
    }
}
