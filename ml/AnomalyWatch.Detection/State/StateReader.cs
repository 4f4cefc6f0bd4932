using System.Buffers.Binary;
using System.Text;

namespace AnomalyWatch.Detection.State;

/// <summary>
/// Reads what <see cref="StateWriter"/> has written, from bytes that may be damaged: it never throws for any of them. After the first thing
/// that cannot be, <see cref="Failed"/> is true and everything read is empty or 0. A length is held against what is left before anything is allocated.
/// </summary>
public ref struct StateReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>More than anything is ever counted to, and far from where one more would be a negative number.</summary>
    public const long MaxCount = 1L << 53;

    private ReadOnlySpan<byte> _left = bytes;

    /// <summary>Whether something could not be read.</summary>
    public bool Failed { get; private set; }

    /// <summary>Whether all was read, and nothing failed.</summary>
    public readonly bool IsDone => !Failed && _left.IsEmpty;

    /// <summary>How many bytes are left.</summary>
    public readonly int Left => _left.Length;

    /// <summary>Says that what was read cannot be.</summary>
    public void Fail()
    {
        Failed = true;
        _left = default;
    }

    /// <summary>A count from 0 to <paramref name="max"/>; a larger one fails.</summary>
    public long Count(long max)
    {
        var value = Varint();
        if (value > (ulong)max)
        {
            Fail();
            return 0;
        }

        return (long)value;
    }

    /// <summary>The number of items of a list, each of at least <paramref name="itemBytes"/> bytes, so that no more is believed than can be there.</summary>
    public int Items(int max, int itemBytes = 1) => (int)Count(Math.Min(max, _left.Length / Math.Max(1, itemBytes)));

    /// <summary>The next index of a rising list, written as how many lie between it and the one before (-1 before the first); 0 where none is left below <paramref name="end"/>.</summary>
    public int IndexAfter(int before, int end)
    {
        var between = Count(Math.Max(0, end - before - 2));
        if (before + 1 >= end)
        {
            Fail();
        }

        return Failed ? 0 : before + 1 + (int)between;
    }

    /// <summary>A whole number that may be negative.</summary>
    public long Whole()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>One byte.</summary>
    public byte Byte() => Take(1) is [var value] ? value : (byte)0;

    /// <summary>Yes or no; anything but 0 and 1 fails.</summary>
    public bool Flag()
    {
        var value = Byte();
        if (value > 1)
        {
            Fail();
        }

        return value == 1;
    }

    /// <summary>Eight bytes, bit for bit.</summary>
    public double Real8() => Take(sizeof(double)) is { Length: > 0 } taken ? BinaryPrimitives.ReadDoubleLittleEndian(taken) : 0;

    /// <summary>Four bytes, bit for bit.</summary>
    public float Real4() => Take(sizeof(float)) is { Length: > 0 } taken ? BinaryPrimitives.ReadSingleLittleEndian(taken) : 0;

    /// <summary>Two bytes, bit for bit.</summary>
    public Half Real2() => Take(2) is { Length: > 0 } taken ? BinaryPrimitives.ReadHalfLittleEndian(taken) : default;

    /// <summary>What <see cref="StateWriter.Number8"/> has written.</summary>
    public double Number8()
    {
        var tagged = Count(StateWriter.MaxWhole << 1);
        if ((tagged & 1) == 0)
        {
            return tagged >> 1;
        }

        if (tagged != 1)
        {
            Fail();
        }

        return Real8();
    }

    /// <summary>What <see cref="StateWriter.Number4"/> has written with the same <paramref name="parts"/>.</summary>
    public float Number4(int parts = 1)
    {
        var tagged = Count(uint.MaxValue * 2L + 1);
        return (tagged & 1) == 0 ? (float)((double)(tagged >> 1) / parts) : BitConverter.UInt32BitsToSingle((uint)(tagged >> 1));
    }

    /// <summary>Sixteen bytes.</summary>
    public UInt128 Id128() => Take(16) is { Length: > 0 } taken ? BinaryPrimitives.ReadUInt128LittleEndian(taken) : 0;

    /// <summary>A time, UTC.</summary>
    public DateTimeOffset Time() => new(Count(DateTime.MaxValue.Ticks), TimeSpan.Zero);

    /// <summary>A time or none.</summary>
    public DateTimeOffset? TimeOrNone() => Flag() ? Time() : null;

    /// <summary>A length of time.</summary>
    public TimeSpan Span() => new(Whole());

    /// <summary>A text of at most so many bytes; what is no UTF-8 fails.</summary>
    public string Text(int maxBytes)
    {
        var taken = Take(Items(maxBytes));
        if (!System.Text.Unicode.Utf8.IsValid(taken))
        {
            Fail();
            return string.Empty;
        }

        return Encoding.UTF8.GetString(taken);
    }

    /// <summary>A text or none.</summary>
    public string? TextOrNone(int maxBytes) => Flag() ? Text(maxBytes) : null;

    /// <summary>Bytes with their length before them, of at most so many; valid as long as what is read from.</summary>
    public ReadOnlySpan<byte> Bytes(int maxBytes) => Take(Items(maxBytes));

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _left.Length)
        {
            Fail();
            return default;
        }

        var taken = _left[..length];
        _left = _left[length..];
        return taken;
    }

    private ulong Varint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            if (Failed || (shift == 63 && next > 1))
            {
                break;
            }

            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        Fail();
        return 0;
    }
}
