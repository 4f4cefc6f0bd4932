namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>What waits to be sent to one partition, in the order in which it will lie in the log, and when the next pack is due.</summary>
/// <typeparam name="TRecord">What one record is.</typeparam>
internal sealed class PartitionBatches<TRecord>(BatchingOptions options, TimeProvider time)
{
    private readonly LinkedList<PendingDelivery<TRecord>> _queue = new();
    private long _records;
    private long _bytes;
    private int _urgent;

    /// <summary>Appends a delivery or a mark.</summary>
    public void Add(PendingDelivery<TRecord> delivery)
    {
        delivery.Since = time.GetTimestamp();
        _queue.AddLast(delivery);
        _records += delivery.Records.Count;
        _bytes += delivery.Bytes;
        _urgent += delivery.IsUrgent ? 1 : 0;
    }

    /// <summary>How long the next pack may still wait: zero where it is due, null where there is nothing to send.</summary>
    public TimeSpan? Due()
    {
        if (_queue.First is not { } first)
        {
            return null;
        }

        if (_urgent > 0 || _records >= options.MaxRecords || _bytes >= options.MaxUnpackedBytes)
        {
            return TimeSpan.Zero;
        }

        var rest = options.Delay - time.GetElapsedTime(first.Value.Since);
        return rest > TimeSpan.Zero ? rest : TimeSpan.Zero;
    }

    /// <summary>
    /// Moves the records of the next pack into the writer and gives the deliveries that have some in it, each with whether these were its
    /// last. What is left of a delivery that has failed is passed over: whoever sent it sends all of it again.
    /// </summary>
    public List<(PendingDelivery<TRecord> Delivery, bool IsWhole)> Take(PackWriter<TRecord> writer)
    {
        var taken = new List<(PendingDelivery<TRecord>, bool)>();
        var bytes = 0L;
        PendingDelivery<TRecord>? leader = null;
        while (_queue.First is { } node && (leader is null || (leader.GoesWith(node.Value) && writer.Count < options.MaxRecords && bytes < options.MaxUnpackedBytes)))
        {
            var delivery = node.Value;
            leader ??= delivery.HasFailed ? null : delivery;
            var rest = delivery.Records.Count - delivery.Taken;
            // A delivery's size is spread evenly over its records; the writer cuts once more where that was wrong.
            var perRecord = Math.Max(1, delivery.Bytes / Math.Max(1, delivery.Records.Count));
            var room = (int)Math.Min(options.MaxRecords - writer.Count, Math.Max(1, (options.MaxUnpackedBytes - bytes) / perRecord));
            var count = delivery.HasFailed ? rest : Math.Min(rest, room);
            for (var i = 0; i < count && !delivery.HasFailed; i++)
            {
                writer.Add(delivery.Records[delivery.Taken + i], delivery.Clock);
            }

            bytes += delivery.HasFailed ? 0 : (long)count * perRecord;
            delivery.Taken += count;
            _records -= count;
            var isWhole = delivery.Taken == delivery.Records.Count;
            taken.Add((delivery, isWhole));
            if (isWhole)
            {
                _queue.RemoveFirst();
                _bytes -= delivery.Bytes;
                _urgent -= delivery.IsUrgent ? 1 : 0;
            }
        }

        return taken;
    }
}
