using System.Buffers;

namespace AnomalyWatch.Pipeline.Streaming.Columns;

/// <summary>How single numbers are written; <see cref="ColumnSource"/> reads them.</summary>
internal static class ColumnBytes
{
    private const int MaxVarintBytes = 10;

    /// <summary>Moves the sign into the lowest bit, so that small negative numbers stay small.</summary>
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    /// <summary>Undoes <see cref="ZigZag"/>.</summary>
    public static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    /// <summary>Writes one byte.</summary>
    public static void WriteByte(this IBufferWriter<byte> output, byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    /// <summary>Writes seven bits per byte, the lowest first.</summary>
    public static void WriteVarint(this IBufferWriter<byte> output, ulong value)
    {
        var span = output.GetSpan(MaxVarintBytes);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        output.Advance(length);
    }

    /// <summary>Writes a number that may be negative.</summary>
    public static void WriteSigned(this IBufferWriter<byte> output, long value) => output.WriteVarint(ZigZag(value));
}
