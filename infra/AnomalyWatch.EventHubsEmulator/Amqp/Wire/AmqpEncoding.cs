using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Wire;

/// <summary>Writes the few AMQP values that deliveries need, straight into a buffer.</summary>
internal static class AmqpEncoding
{
    /// <summary>Appends a symbol of at most 255 bytes.</summary>
    public static void WriteSymbol(ArrayBufferWriter<byte> into, ReadOnlySpan<byte> name)
    {
        var span = into.GetSpan(name.Length + 2);
        into.Advance(PutShort(span, AmqpFormat.Symbol8, name));
    }

    /// <summary>Appends a string.</summary>
    public static void WriteString(ArrayBufferWriter<byte> into, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var span = into.GetSpan(length + 5);
        if (length <= byte.MaxValue)
        {
            span[0] = AmqpFormat.String8;
            span[1] = (byte)length;
            into.Advance(2 + Encoding.UTF8.GetBytes(text, span[2..]));
            return;
        }

        span[0] = AmqpFormat.String32;
        BinaryPrimitives.WriteInt32BigEndian(span[1..], length);
        into.Advance(5 + Encoding.UTF8.GetBytes(text, span[5..]));
    }

    /// <summary>Puts a symbol-keyed long or timestamp; gives the bytes used.</summary>
    public static int PutNumber(Span<byte> into, ReadOnlySpan<byte> name, byte format, long value)
    {
        var used = PutShort(into, AmqpFormat.Symbol8, name);
        into[used] = format;
        BinaryPrimitives.WriteInt64BigEndian(into[(used + 1)..], value);
        return used + 9;
    }

    /// <summary>Puts a symbol-keyed string that holds a number, which is how the service writes offsets; gives the bytes used.</summary>
    public static int PutDigits(Span<byte> into, ReadOnlySpan<byte> name, long value)
    {
        var used = PutShort(into, AmqpFormat.Symbol8, name);
        into[used] = AmqpFormat.String8;
        value.TryFormat(into[(used + 2)..], out var digits, default, CultureInfo.InvariantCulture);
        into[used + 1] = (byte)digits;
        return used + 2 + digits;
    }

    /// <summary>Puts the head of a section whose value is a map, to be closed with <see cref="CloseMap"/>; gives the bytes used.</summary>
    public static int OpenMap(Span<byte> into, ulong section)
    {
        into[0] = AmqpFormat.Described;
        into[1] = AmqpFormat.SmallULong;
        into[2] = (byte)section;
        into[3] = AmqpFormat.Map32;
        return MapHeadBytes;
    }

    /// <summary>Writes size and count of a map that begins at the start of the span and ends at <paramref name="end"/>.</summary>
    public static void CloseMap(Span<byte> map, int end, int pairs)
    {
        // The size counts from behind itself, so with the four bytes of the count.
        BinaryPrimitives.WriteInt32BigEndian(map[4..], end - 8);
        BinaryPrimitives.WriteInt32BigEndian(map[8..], pairs * 2);
    }

    private const int MapHeadBytes = 12;

    private static int PutShort(Span<byte> into, byte format, ReadOnlySpan<byte> bytes)
    {
        into[0] = format;
        into[1] = (byte)bytes.Length;
        bytes.CopyTo(into[2..]);
        return bytes.Length + 2;
    }
}
