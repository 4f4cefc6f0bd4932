using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace AnomalyWatch.Detection.State;

/// <summary>
/// Writes state as bytes: whole numbers as variable-length integers of seven bits each (zigzag where they may be negative), others little
/// endian, texts and lists with their length before them. Its opposite is <see cref="StateReader"/>.
/// </summary>
public readonly ref struct StateWriter(IBufferWriter<byte> output)
{
    /// <summary>Up to here every whole number is a double.</summary>
    internal const long MaxWhole = 1L << 53;

    private const long MaxWhole4 = 1L << 24;

    /// <summary>A count or length, from 0.</summary>
    public void Count(long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        Varint((ulong)value);
    }

    /// <summary>A whole number that may be negative.</summary>
    public void Whole(long value) => Varint((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>One byte.</summary>
    public void Byte(byte value)
    {
        output.GetSpan(1)[0] = value;
        output.Advance(1);
    }

    /// <summary>Yes or no.</summary>
    public void Flag(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>Eight bytes, bit for bit.</summary>
    public void Real8(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(output.GetSpan(sizeof(double)), value);
        output.Advance(sizeof(double));
    }

    /// <summary>Four bytes, bit for bit.</summary>
    public void Real4(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(output.GetSpan(sizeof(float)), value);
        output.Advance(sizeof(float));
    }

    /// <summary>Two bytes, bit for bit.</summary>
    public void Real2(Half value)
    {
        BinaryPrimitives.WriteHalfLittleEndian(output.GetSpan(2), value);
        output.Advance(2);
    }

    /// <summary>A number that is mostly whole and from 0: then as twice its value, else as 1 and eight bytes. Bit for bit.</summary>
    public void Number8(double value)
    {
        var whole = value is >= 0 and <= MaxWhole ? (long)value : 0;
        if (BitConverter.DoubleToInt64Bits(whole) == BitConverter.DoubleToInt64Bits(value))
        {
            Varint((ulong)whole << 1);
            return;
        }

        Varint(1);
        Real8(value);
    }

    /// <summary>A number that is mostly a whole number of parts, <paramref name="parts"/> to 1, and from 0. Bit for bit. Read with the same <paramref name="parts"/>.</summary>
    public void Number4(float value, int parts = 1)
    {
        var whole = value is >= 0 and <= MaxWhole4 ? (long)Math.Round(value * (double)parts) : 0;
        var bits = BitConverter.SingleToUInt32Bits(value);
        Varint(BitConverter.SingleToUInt32Bits((float)((double)whole / parts)) == bits ? (ulong)whole << 1 : ((ulong)bits << 1) | 1);
    }

    /// <summary>Sixteen bytes.</summary>
    public void Id128(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(output.GetSpan(16), value);
        output.Advance(16);
    }

    /// <summary>A time, kept as ticks of UTC.</summary>
    public void Time(DateTimeOffset value) => Count(value.UtcTicks);

    /// <summary>A time or none.</summary>
    public void TimeOrNone(DateTimeOffset? value)
    {
        Flag(value is not null);
        if (value is { } time)
        {
            Time(time);
        }
    }

    /// <summary>A length of time.</summary>
    public void Span(TimeSpan value) => Whole(value.Ticks);

    /// <summary>A text in UTF-8.</summary>
    public void Text(string value)
    {
        var length = Encoding.UTF8.GetByteCount(value);
        Count(length);
        Encoding.UTF8.GetBytes(value, output.GetSpan(Math.Max(1, length)));
        output.Advance(length);
    }

    /// <summary>A text or none.</summary>
    public void TextOrNone(string? value)
    {
        Flag(value is not null);
        if (value is not null)
        {
            Text(value);
        }
    }

    /// <summary>Bytes with their length.</summary>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        Count(value.Length);
        output.Write(value);
    }

    private void Varint(ulong value)
    {
        var span = output.GetSpan(10);
        var at = 0;
        for (; value >= 0x80; value >>= 7)
        {
            span[at++] = (byte)(value | 0x80);
        }

        span[at++] = (byte)value;
        output.Advance(at);
    }
}
