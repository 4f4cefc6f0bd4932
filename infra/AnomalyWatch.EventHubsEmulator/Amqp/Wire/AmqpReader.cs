using System.Buffers.Binary;
using System.Text;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Wire;

/// <summary>
/// Walks AMQP 1.0 values without building objects. Every method says false on bytes that are no AMQP instead of throwing: they come from
/// strangers, and a stranger must not be able to buy an exception with every frame.
/// </summary>
internal ref struct AmqpReader(ReadOnlySpan<byte> data)
{
    private const int MaxDescriptorDepth = 8;

    private readonly ReadOnlySpan<byte> _data = data;

    /// <summary>How many bytes were taken.</summary>
    public int Position { get; private set; }

    /// <summary>Whether every byte was taken.</summary>
    public readonly bool AtEnd => Position >= _data.Length;

    /// <summary>Takes a descriptor written as a number, which is how every client of Event Hubs writes it.</summary>
    public bool TryReadDescriptor(out ulong code)
    {
        code = 0;
        if (!TryTake(1, out var zero) || zero[0] != AmqpFormat.Described || !TryTake(1, out var format))
        {
            return false;
        }

        switch (format[0])
        {
            case AmqpFormat.SmallULong:
                if (!TryTake(1, out var small))
                {
                    return false;
                }

                code = small[0];
                return true;
            case AmqpFormat.ULong:
                if (!TryTake(8, out var large))
                {
                    return false;
                }

                code = BinaryPrimitives.ReadUInt64BigEndian(large);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Takes the head of a list or map: how many values follow.</summary>
    public bool TryReadCompoundHead(out int count, out int end)
    {
        count = 0;
        end = Position;
        if (!TryTake(1, out var format))
        {
            return false;
        }

        switch (format[0])
        {
            case AmqpFormat.List0:
                end = Position;
                return true;
            case AmqpFormat.List8 or AmqpFormat.Map8:
                if (!TryTake(2, out var narrow) || narrow[0] < 1)
                {
                    return false;
                }

                count = narrow[1];
                end = Position - 1 + narrow[0];
                break;
            case AmqpFormat.List32 or AmqpFormat.Map32:
                if (!TryTake(8, out var wide))
                {
                    return false;
                }

                var size = BinaryPrimitives.ReadUInt32BigEndian(wide);
                var values = BinaryPrimitives.ReadUInt32BigEndian(wide[4..]);
                if (size < 4 || size > _data.Length || values > size)
                {
                    return false;
                }

                count = (int)values;
                end = Position - 4 + (int)size;
                break;
            default:
                return false;
        }

        return end >= Position && end <= _data.Length;
    }

    /// <summary>Takes a uint; null where the value is null.</summary>
    public bool TryReadUInt(out uint? value)
    {
        value = null;
        if (!TryTake(1, out var format))
        {
            return false;
        }

        switch (format[0])
        {
            case AmqpFormat.Null:
                return true;
            case AmqpFormat.UInt0:
                value = 0;
                return true;
            case AmqpFormat.SmallUInt when TryTake(1, out var small):
                value = small[0];
                return true;
            case AmqpFormat.UInt when TryTake(4, out var large):
                value = BinaryPrimitives.ReadUInt32BigEndian(large);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Takes a boolean; null reads as false, which is the default of every boolean of a performative.</summary>
    public bool TryReadBoolean(out bool value)
    {
        value = false;
        if (!TryTake(1, out var format))
        {
            return false;
        }

        switch (format[0])
        {
            case AmqpFormat.Null or AmqpFormat.False:
                return true;
            case AmqpFormat.True:
                value = true;
                return true;
            case AmqpFormat.Boolean when TryTake(1, out var octet):
                value = octet[0] != 0;
                return true;
            default:
                return false;
        }
    }

    /// <summary>Takes binary, string or symbol as bytes; empty where the value is null.</summary>
    public bool TryReadBytes(out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!TryTake(1, out var format))
        {
            return false;
        }

        switch (format[0])
        {
            case AmqpFormat.Null:
                return true;
            case AmqpFormat.Binary8 or AmqpFormat.String8 or AmqpFormat.Symbol8 when TryTake(1, out var length):
                return TryTake(length[0], out value);
            case AmqpFormat.Binary32 or AmqpFormat.String32 or AmqpFormat.Symbol32 when TryTake(4, out var length):
                return TryTake(BinaryPrimitives.ReadUInt32BigEndian(length), out value);
            default:
                return false;
        }
    }

    /// <summary>Takes a string or symbol; null where the value is null or of another type, which is skipped.</summary>
    public bool TryReadText(out string? value)
    {
        value = null;
        if (AtEnd)
        {
            return false;
        }

        if (_data[Position] is not (AmqpFormat.String8 or AmqpFormat.String32 or AmqpFormat.Symbol8 or AmqpFormat.Symbol32))
        {
            return TrySkip();
        }

        if (!TryReadBytes(out var bytes))
        {
            return false;
        }

        value = Encoding.UTF8.GetString(bytes);
        return true;
    }

    /// <summary>Steps over one value, whatever it is.</summary>
    public bool TrySkip()
    {
        for (var depth = 0; depth < MaxDescriptorDepth; depth++)
        {
            if (!TryTake(1, out var format))
            {
                return false;
            }

            if (format[0] != AmqpFormat.Described)
            {
                return TrySkipBody(format[0]);
            }

            // A described value is its descriptor, then the value. A descriptor that is itself described has no use here.
            if (!TryTake(1, out var descriptor) || descriptor[0] == AmqpFormat.Described || !TrySkipBody(descriptor[0]))
            {
                return false;
            }
        }

        return false;
    }

    private bool TrySkipBody(byte format)
    {
        // The upper half of a format code says how wide the value is (AMQP 1.0, part 1, 1.2).
        switch (format >> 4)
        {
            case 0x4:
                return true;
            case 0x5:
                return TryTake(1, out _);
            case 0x6:
                return TryTake(2, out _);
            case 0x7:
                return TryTake(4, out _);
            case 0x8:
                return TryTake(8, out _);
            case 0x9:
                return TryTake(16, out _);
            case 0xa or 0xc or 0xe:
                return TryTake(1, out var narrow) && TryTake(narrow[0], out _);
            case 0xb or 0xd or 0xf:
                return TryTake(4, out var wide) && TryTake(BinaryPrimitives.ReadUInt32BigEndian(wide), out _);
            default:
                return false;
        }
    }

    private bool TryTake(long length, out ReadOnlySpan<byte> taken)
    {
        if (length > _data.Length - Position)
        {
            taken = default;
            return false;
        }

        taken = _data.Slice(Position, (int)length);
        Position += (int)length;
        return true;
    }
}
