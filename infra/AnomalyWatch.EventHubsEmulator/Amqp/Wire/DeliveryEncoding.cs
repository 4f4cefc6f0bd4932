namespace AnomalyWatch.EventHubsEmulator.Amqp.Wire;

/// <summary>Where a partition's end lies, as receivers that asked for it are told with every event.</summary>
/// <param name="SequenceNumber">Of the last event.</param>
/// <param name="Offset">Of the last event.</param>
/// <param name="EnqueuedAt">Of the last event, in milliseconds since 1970.</param>
/// <param name="RetrievedAt">When this was read, in milliseconds since 1970.</param>
internal readonly record struct PartitionEnd(long SequenceNumber, long Offset, long EnqueuedAt, long RetrievedAt);

/// <summary>Makes of an event of the log the message that goes to a receiver.</summary>
internal static class DeliveryEncoding
{
    /// <summary>What the annotations of an event can measure at most, and those of the partition's end.</summary>
    private const int AnnotationBytes = 192;
    private const int EndBytes = 320;

    /// <summary>Encodes an event with the service's annotations, and with the partition's end where the receiver asked for it.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> stored, long sequenceNumber, long offset, long enqueuedAt, PartitionEnd? end, out int length)
    {
        StoredEvent.Read(stored, out var pairs, out var annotations, out var bare);
        var message = GC.AllocateUninitializedArray<byte>(AnnotationBytes + (end is null ? 0 : EndBytes) + annotations.Length + bare.Length);
        var at = end is { } known ? PutEnd(message, known) : 0;

        var map = message.AsSpan(at);
        var used = AmqpEncoding.OpenMap(map, AmqpFormat.MessageAnnotations);
        used += AmqpEncoding.PutNumber(map[used..], "x-opt-sequence-number"u8, AmqpFormat.Long, sequenceNumber);
        used += AmqpEncoding.PutDigits(map[used..], "x-opt-offset"u8, offset);
        used += AmqpEncoding.PutNumber(map[used..], "x-opt-enqueued-time"u8, AmqpFormat.Timestamp, enqueuedAt);
        annotations.CopyTo(map[used..]);
        used += annotations.Length;
        AmqpEncoding.CloseMap(map, used, pairs + 3);

        bare.CopyTo(map[used..]);
        length = at + used + bare.Length;
        return message;
    }

    private static int PutEnd(Span<byte> map, PartitionEnd end)
    {
        var used = AmqpEncoding.OpenMap(map, AmqpFormat.DeliveryAnnotations);
        used += AmqpEncoding.PutNumber(map[used..], "last_enqueued_sequence_number"u8, AmqpFormat.Long, end.SequenceNumber);
        used += AmqpEncoding.PutDigits(map[used..], "last_enqueued_offset"u8, end.Offset);
        used += AmqpEncoding.PutNumber(map[used..], "last_enqueued_time_utc"u8, AmqpFormat.Timestamp, end.EnqueuedAt);
        used += AmqpEncoding.PutNumber(map[used..], "runtime_info_retrieval_time_utc"u8, AmqpFormat.Timestamp, end.RetrievedAt);
        AmqpEncoding.CloseMap(map, used, 4);
        return used;
    }
}
