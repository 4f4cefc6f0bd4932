namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>
/// Writes records to one hub in packs. Deliveries that come in at the same time share a pack per partition, which goes off when it is
/// full or its first record has waited long enough, whichever is first (<see cref="BatchingOptions"/>). Each record keeps the clock of its
/// own delivery. Partitions do not wait for each other. Safe for concurrent use.
/// </summary>
/// <typeparam name="TRecord">What one record is.</typeparam>
public sealed class BatchingPublisher<TRecord> : IDisposable
{
    private readonly IRecordCodec<TRecord> _codec;
    private readonly PartitionSender<TRecord>[] _senders;

    /// <summary>Makes a publisher; <paramref name="producer"/> must differ from every other process that writes to the hub, and between two lives of this one.</summary>
    public BatchingPublisher(IInvocationHub hub, IRecordCodec<TRecord> codec, string producer, BatchingOptions options, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Attempts, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxRecords, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxRecords, PackFormat.MaxRecords);
        _codec = codec;
        _senders = [.. Enumerable.Range(0, hub.PartitionCount).Select(partition => new PartitionSender<TRecord>(
            (body, token) => hub.SendAsync(partition, body, token), codec, producer, options, time))];
    }

    /// <summary>The bytes that are waiting for a partition or on their way to it.</summary>
    public long WaitingBytes(int partition) => _senders[partition].WaitingBytes;

    /// <summary>
    /// Sends the records of one delivery to one partition, in their order, which must not be changed meanwhile. Returns when the log has
    /// them; an exception means that nobody knows which of them it has. Waits where too much is waiting already. Cancelling ends the
    /// waiting only: records that have joined a pack are sent.
    /// </summary>
    public Task PublishAsync(
        int partition, string source, DateTimeOffset? clock, ClockMode mode, IReadOnlyList<TRecord> records, CancellationToken cancellationToken)
    {
        if (records.Count == 0)
        {
            return Task.CompletedTask;
        }

        var bytes = 0L;
        for (var i = 0; i < records.Count; i++)
        {
            bytes += _codec.SizeOf(records[i]);
        }

        var delivery = new PendingDelivery<TRecord>(source, clock, mode, PackMark.Records, records) { Bytes = (int)Math.Min(bytes, int.MaxValue) };
        return _senders[partition].SendAsync(delivery, cancellationToken);
    }

    /// <summary>Tells every partition that time has passed, behind everything published before. Returns when all logs have it.</summary>
    public Task MarkAsync(string source, DateTimeOffset clock, ClockMode mode, PackMark mark, CancellationToken cancellationToken) =>
        Task.WhenAll(_senders.Select(sender => sender.SendAsync(new PendingDelivery<TRecord>(source, clock, mode, mark, []), cancellationToken)));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var sender in _senders)
        {
            sender.Dispose();
        }
    }
}
