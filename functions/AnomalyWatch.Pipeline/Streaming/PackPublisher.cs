namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>
/// Writes records to one hub in packs. Packs of one partition are sent one after the other, so that their sequences rise in the log's
/// order; partitions do not wait for each other.
/// </summary>
/// <typeparam name="TRecord">What one record is.</typeparam>
public sealed class PackPublisher<TRecord> : IDisposable
{
    private readonly IInvocationHub _hub;
    private readonly IRecordCodec<TRecord> _codec;
    private readonly string _producer;
    private readonly SemaphoreSlim[] _turns;
    private readonly long[] _sequences;

    /// <summary>Makes a publisher; <paramref name="producer"/> must differ from every other process that writes to the hub, and between two lives of this one.</summary>
    public PackPublisher(IInvocationHub hub, IRecordCodec<TRecord> codec, string producer)
    {
        _hub = hub;
        _codec = codec;
        _producer = producer;
        _sequences = new long[hub.PartitionCount];
        _turns = [.. Enumerable.Range(0, hub.PartitionCount).Select(_ => new SemaphoreSlim(1, 1))];
    }

    /// <summary>Sends records to one partition, in their order, in as few packs as fit.</summary>
    public async Task PublishAsync(
        int partition, string source, DateTimeOffset? clock, ClockMode mode, IEnumerable<TRecord> records, CancellationToken cancellationToken)
    {
        await _turns[partition].WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            PackWriter<TRecord>? pack = null;
            foreach (var record in records)
            {
                pack ??= new PackWriter<TRecord>(new PackHeader(source, _producer, _sequences[partition]++, clock, mode), _codec);
                pack.Add(record);
                if (pack.Length >= PackFormat.FlushBytes)
                {
                    await _hub.SendAsync(partition, pack.Body, cancellationToken).ConfigureAwait(false);
                    pack = null;
                }
            }

            if (pack is not null)
            {
                await _hub.SendAsync(partition, pack.Body, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _turns[partition].Release();
        }
    }

    /// <summary>Tells every partition that time has passed.</summary>
    public async Task MarkAsync(string source, DateTimeOffset clock, ClockMode mode, PackMark mark, CancellationToken cancellationToken)
    {
        for (var partition = 0; partition < _hub.PartitionCount; partition++)
        {
            await _turns[partition].WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var header = new PackHeader(source, _producer, _sequences[partition]++, clock, mode, mark);
                await _hub.SendAsync(partition, new PackWriter<TRecord>(header, _codec).Body, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                _turns[partition].Release();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var turn in _turns)
        {
            turn.Dispose();
        }
    }
}
