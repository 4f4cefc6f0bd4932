using System.Buffers.Binary;
using System.Numerics;

namespace AnomalyWatch.EventHubsEmulator.Log;

/// <summary>The Castagnoli checksum, by the processor's own instruction where it has one. It can be carried on over several stretches: begin with <see cref="Start"/>, end with <see cref="Finish"/>.</summary>
internal static class Crc32C
{
    public const uint Start = 0xFFFFFFFF;

    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var single in bytes)
        {
            crc = BitOperations.Crc32C(crc, single);
        }

        return crc;
    }

    public static uint Finish(uint crc) => ~crc;

    public static uint Of(ReadOnlySpan<byte> bytes) => Finish(Append(Start, bytes));
}
