namespace AnomalyWatch.EventHubsEmulator.Amqp.Wire;

/// <summary>Where the parts of an encoded message lie.</summary>
internal readonly ref struct MessageSections
{
    private MessageSections(ReadOnlySpan<byte> annotations, int bareStart)
    {
        Annotations = annotations;
        BareStart = bareStart;
    }

    /// <summary>The map of the message annotations; empty where there are none.</summary>
    public ReadOnlySpan<byte> Annotations { get; }

    /// <summary>Where the bare message begins: all that follows is kept as it came.</summary>
    public int BareStart { get; }

    /// <summary>Finds the parts; false where the bytes are not a sequence of the sections that AMQP knows.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out MessageSections sections)
    {
        sections = default;
        var annotations = ReadOnlySpan<byte>.Empty;
        var bareStart = -1;
        var reader = new AmqpReader(message);
        while (!reader.AtEnd)
        {
            var start = reader.Position;
            if (!reader.TryReadDescriptor(out var section) || section is < AmqpFormat.Header or > AmqpFormat.Footer)
            {
                return false;
            }

            var value = reader.Position;
            if (!reader.TrySkip())
            {
                return false;
            }

            if (section >= AmqpFormat.Properties)
            {
                bareStart = bareStart < 0 ? start : bareStart;
            }
            else if (bareStart >= 0)
            {
                return false;
            }
            else if (section == AmqpFormat.MessageAnnotations)
            {
                annotations = message[value..reader.Position];
            }
        }

        sections = new MessageSections(annotations, bareStart < 0 ? message.Length : bareStart);
        return true;
    }

    /// <summary>Gives the data sections of a batch one after the other: each is a complete message. <paramref name="position"/> begins at 0.</summary>
    public static bool TryNextData(ReadOnlySpan<byte> message, ref int position, out ReadOnlySpan<byte> data)
    {
        while (position < message.Length)
        {
            var reader = new AmqpReader(message[position..]);
            if (!reader.TryReadDescriptor(out var section))
            {
                break;
            }

            if (section == AmqpFormat.Data && reader.TryReadBytes(out data))
            {
                position += reader.Position;
                return true;
            }

            if (section == AmqpFormat.Data || !reader.TrySkip())
            {
                break;
            }

            position += reader.Position;
        }

        data = default;
        return false;
    }
}
