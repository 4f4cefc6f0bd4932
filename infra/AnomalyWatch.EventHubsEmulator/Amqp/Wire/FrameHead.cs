using System.Buffers.Binary;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Wire;

/// <summary>
/// What the transport has to know of a frame to keep limits that the library does not keep: how much of a message it carries, whether more
/// follows, and what credit it grants.
/// </summary>
/// <param name="Channel">The sender's channel.</param>
/// <param name="Performative">The performative's descriptor; 0 for an empty frame, which is a heartbeat.</param>
/// <param name="Handle">The sender's handle of the link (transfer, attach, detach, flow of a link); null for others.</param>
/// <param name="More">Whether a transfer's message goes on in another frame.</param>
/// <param name="PayloadBytes">Message bytes that a transfer carries.</param>
/// <param name="DeliveryCount">Of a flow: the deliveries that the granting side counted.</param>
/// <param name="LinkCredit">Of a flow: how many more it takes.</param>
/// <param name="Drain">Of a flow: credit that is not used at once is to be given back.</param>
internal readonly record struct FrameHead(
    ushort Channel, ulong Performative, uint? Handle, bool More, int PayloadBytes, uint DeliveryCount, uint LinkCredit, bool Drain)
{
    /// <summary>The least a frame can measure.</summary>
    public const int Bytes = 8;

    private const int FlowHandleField = 4;
    private const int FlowDrainField = 8;
    private const int TransferMoreField = 5;

    /// <summary>Reads a whole frame; false where it is none that a client of Event Hubs would send.</summary>
    public static bool TryRead(ReadOnlySpan<byte> frame, out FrameHead head)
    {
        head = default;
        if (frame.Length < Bytes)
        {
            return false;
        }

        var start = frame[4] * 4;
        if (start < Bytes || start > frame.Length || frame[5] != 0)
        {
            return false;
        }

        var channel = BinaryPrimitives.ReadUInt16BigEndian(frame[6..]);
        if (start == frame.Length)
        {
            head = new FrameHead(channel, 0, null, false, 0, 0, 0, false);
            return true;
        }

        var reader = new AmqpReader(frame[start..]);
        if (!reader.TryReadDescriptor(out var performative))
        {
            return false;
        }

        var body = frame[(start + reader.Position)..];
        var fields = new AmqpReader(body);
        if (!fields.TryReadCompoundHead(out var count, out var end))
        {
            return false;
        }

        head = new FrameHead(channel, performative, null, false, body.Length - end, 0, 0, false);
        return performative switch
        {
            AmqpFormat.Transfer => TryReadTransfer(ref fields, count, ref head),
            AmqpFormat.Attach => TryReadAttach(ref fields, count, ref head),
            AmqpFormat.Flow => TryReadFlow(ref fields, count, ref head),
            AmqpFormat.Detach => TryReadDetach(ref fields, count, ref head),
            _ => true,
        };
    }

    private static bool TryReadTransfer(ref AmqpReader fields, int count, ref FrameHead head)
    {
        if (count == 0 || !fields.TryReadUInt(out var handle) || handle is null)
        {
            return false;
        }

        var more = false;
        for (var field = 1; field < Math.Min(count, TransferMoreField + 1); field++)
        {
            if (!(field == TransferMoreField ? fields.TryReadBoolean(out more) : fields.TrySkip()))
            {
                return false;
            }
        }

        head = head with { Handle = handle, More = more };
        return true;
    }

    private static bool TryReadAttach(ref AmqpReader fields, int count, ref FrameHead head)
    {
        if (count < 2 || !fields.TrySkip() || !fields.TryReadUInt(out var handle))
        {
            return false;
        }

        head = head with { Handle = handle };
        return true;
    }

    private static bool TryReadDetach(ref AmqpReader fields, int count, ref FrameHead head)
    {
        if (count == 0 || !fields.TryReadUInt(out var handle) || handle is null)
        {
            return false;
        }

        head = head with { Handle = handle };
        return true;
    }

    private static bool TryReadFlow(ref AmqpReader fields, int count, ref FrameHead head)
    {
        Span<uint> numbers = stackalloc uint[FlowDrainField];
        numbers.Clear();
        uint? handle = null;
        var drain = false;
        for (var field = 0; field < Math.Min(count, FlowDrainField + 1); field++)
        {
            if (field == FlowDrainField)
            {
                if (!fields.TryReadBoolean(out drain))
                {
                    return false;
                }
            }
            else if (fields.TryReadUInt(out var number))
            {
                numbers[field] = number ?? 0;
                handle = field == FlowHandleField ? number : handle;
            }
            else
            {
                return false;
            }
        }

        head = head with { Handle = handle, DeliveryCount = numbers[5], LinkCredit = numbers[6], Drain = drain };
        return true;
    }
}
