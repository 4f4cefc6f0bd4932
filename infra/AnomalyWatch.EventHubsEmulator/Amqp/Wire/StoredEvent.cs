using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Wire;

/// <summary>
/// How an event lies in the log: a count and a length (6 bytes), the annotations its sender gave it as encoded pairs, then the bare message
/// untouched. So a delivery is three system annotations and two copies, and nothing is decoded on the way.
/// </summary>
internal static class StoredEvent
{
    private const int HeadBytes = 6;

    private static ReadOnlySpan<byte> PartitionKeyName => "x-opt-partition-key"u8;

    /// <summary>Reads the partition key annotation of a message; false where the message is no AMQP.</summary>
    public static bool TryReadPartitionKey(ReadOnlySpan<byte> message, out string? key)
    {
        key = null;
        if (!MessageSections.TryRead(message, out var sections))
        {
            return false;
        }

        return sections.Annotations.Length == 0 || TryWalk(sections.Annotations, null, out _, out key);
    }

    /// <summary>Appends a received message in the form of the log; false where it is no AMQP.</summary>
    public static bool TryWrite(ReadOnlySpan<byte> message, string? partitionKey, ArrayBufferWriter<byte> into)
    {
        if (!MessageSections.TryRead(message, out var sections))
        {
            return false;
        }

        var start = into.WrittenCount;
        into.GetSpan(HeadBytes);
        into.Advance(HeadBytes);
        ushort pairs = 0;
        string? ownKey = null;
        if (sections.Annotations.Length > 0 && !TryWalk(sections.Annotations, into, out pairs, out ownKey))
        {
            return false;
        }

        if (ownKey is null && partitionKey is not null)
        {
            AmqpEncoding.WriteSymbol(into, PartitionKeyName);
            AmqpEncoding.WriteString(into, partitionKey);
            pairs++;
        }

        var annotations = into.WrittenCount - start - HeadBytes;
        into.Write(message[sections.BareStart..]);

        // The writer's memory is ours until it is cleared: what was not known at the start goes in now.
        var head = MemoryMarshal.AsMemory(into.WrittenMemory).Span[start..];
        BinaryPrimitives.WriteUInt16BigEndian(head, pairs);
        BinaryPrimitives.WriteInt32BigEndian(head[2..], annotations);
        return true;
    }

    /// <summary>Splits an event of the log; the spans lie in <paramref name="stored"/>.</summary>
    public static void Read(ReadOnlySpan<byte> stored, out int pairs, out ReadOnlySpan<byte> annotations, out ReadOnlySpan<byte> bare)
    {
        pairs = BinaryPrimitives.ReadUInt16BigEndian(stored);
        var length = BinaryPrimitives.ReadInt32BigEndian(stored[2..]);
        annotations = stored.Slice(HeadBytes, length);
        bare = stored[(HeadBytes + length)..];
    }

    private static bool TryWalk(ReadOnlySpan<byte> map, ArrayBufferWriter<byte>? into, out ushort pairs, out string? key)
    {
        pairs = 0;
        key = null;
        var reader = new AmqpReader(map);
        if (!reader.TryReadCompoundHead(out var count, out _) || count % 2 != 0)
        {
            return false;
        }

        for (var i = 0; i < count / 2; i++)
        {
            var start = reader.Position;
            if (!reader.TryReadBytes(out var name))
            {
                return false;
            }

            if (name.SequenceEqual(PartitionKeyName))
            {
                if (!reader.TryReadText(out key))
                {
                    return false;
                }
            }
            else if (!reader.TrySkip())
            {
                return false;
            }

            // What the service says of an event is not for its sender to say.
            if (name.SequenceEqual("x-opt-sequence-number"u8) || name.SequenceEqual("x-opt-offset"u8) || name.SequenceEqual("x-opt-enqueued-time"u8))
            {
                continue;
            }

            if (pairs == ushort.MaxValue)
            {
                return false;
            }

            pairs++;
            into?.Write(map[start..reader.Position]);
        }

        return true;
    }
}
