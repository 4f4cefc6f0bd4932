namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>
/// An ordered, partitioned log of events with the promises of Event Hubs: events of one partition keep their order, sequence numbers have
/// no holes, delivery is at least once, and old events disappear by retention. Serves the hub <c>invocations</c> and the hub <c>findings</c>.
/// Failures of the transport come out as exceptions after the adapter's own retries; a send that throws has an unknown outcome.
/// </summary>
public interface IInvocationHub
{
    /// <summary>The hub's name.</summary>
    string Name { get; }

    /// <summary>How many partitions it has; fixed for its life.</summary>
    int PartitionCount { get; }

    /// <summary>Appends one event to a partition. Throws <see cref="ArgumentOutOfRangeException"/> for an unknown partition and
    /// <see cref="ArgumentException"/> for a body over <see cref="PackFormat.MaxBodyBytes"/>.</summary>
    ValueTask SendAsync(int partition, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>Events from a sequence number on, waiting for new ones until cancelled. Begins at the oldest retained event if that one is gone.</summary>
    IAsyncEnumerable<HubEvent> ReceiveAsync(int partition, long fromSequenceNumber, CancellationToken cancellationToken);

    /// <summary>The retained events of a stretch, both ends inclusive, without waiting; may begin later than asked where retention has passed.</summary>
    IAsyncEnumerable<HubEvent> ReadAsync(int partition, long fromSequenceNumber, long toSequenceNumber, CancellationToken cancellationToken);

    /// <summary>The sequence number of the newest event, or -1 for a partition that never had one.</summary>
    ValueTask<long> GetLastSequenceNumberAsync(int partition, CancellationToken cancellationToken);
}
