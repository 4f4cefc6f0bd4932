using System.Globalization;
using System.Runtime.CompilerServices;

namespace AnomalyWatch.Pipeline.Streaming.EventHubs;

/// <summary>
/// A hub of Azure Event Hubs, or of anything that speaks its protocol, over AMQP 1.0. It reconnects with growing pauses, renews its tokens, and
/// waits where the service is busy. A send whose outcome is unknown is sent again, so an event may come twice; packs carry a number by which the
/// reader drops the second. A reader goes on behind the last event that it was given.
/// </summary>
public sealed class EventHub : IInvocationHub, IAsyncDisposable
{
    private readonly EventHubOptions _options;
    private readonly TimeProvider _time;
    private readonly ConnectionSlot _sending;
    private readonly ConnectionSlot _reading;
    private readonly Attempts _attempts;
    private readonly PartitionProducer[] _senders;

    private EventHub(string name, int partitionCount, EventHubOptions options, Func<CancellationToken, Task<HubConnection>> open, ConnectionSlot sending, TimeProvider time)
    {
        (Name, _options, _time, _sending) = (name, options, time, sending);
        _reading = new ConnectionSlot(open);
        _attempts = new Attempts(sending, options, time);
        _senders = [.. Enumerable.Range(0, partitionCount).Select(partition => new PartitionProducer(name, partition, options.StepTimeout))];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int PartitionCount => _senders.Length;

    /// <summary>
    /// Connects and asks for the number of partitions. Throws <see cref="ArgumentException"/> with all errors of the options or where tokens would cross
    /// a network in the open, <see cref="TokenRefusedException"/>, and what the service answers where no attempt can succeed (no such hub, no right).
    /// </summary>
    public static async Task<EventHub> ConnectAsync(
        EventHubsEndpoint endpoint, string hub, ITokenSource tokens, EventHubOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!endpoint.UseTls && !endpoint.IsLoopback)
        {
            throw new ArgumentException("Without TLS only a hub on this machine is spoken to.", nameof(endpoint));
        }

        var errors = options.Validate();
        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', errors), nameof(options));
        }

        Task<HubConnection> Open(CancellationToken token) => HubConnection.OpenAsync(endpoint, hub, tokens, options, time, token);
        var sending = new ConnectionSlot(Open);
        try
        {
            var described = await new Attempts(sending, options, time).RunAsync(connection => connection.DescribeAsync(partition: null, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            return new EventHub(hub, Convert.ToInt32(described["partition_count"], CultureInfo.InvariantCulture), options, Open, sending, time);
        }
        catch
        {
            await sending.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask SendAsync(int partition, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (body.Length > PackFormat.MaxBodyBytes)
        {
            throw new ArgumentException($"An event body may have {PackFormat.MaxBodyBytes} bytes, this one has {body.Length}.", nameof(body));
        }

        var sender = _senders[Check(partition)];
        await _attempts.RunAsync(connection => sender.SendAsync(connection, body, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<HubEvent> ReceiveAsync(int partition, long fromSequenceNumber, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var cursor = new PartitionCursor(Name, Check(partition), _options, _reading, _time, fromSequenceNumber);
        while (true)
        {
            yield return await cursor.NextAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<HubEvent> ReadAsync(
        int partition, long fromSequenceNumber, long toSequenceNumber, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (first, last) = await BoundsAsync(Check(partition), cancellationToken).ConfigureAwait(false);
        var to = Math.Min(toSequenceNumber, last);
        if (Math.Max(fromSequenceNumber, first) > to)
        {
            yield break;
        }

        await using var cursor = new PartitionCursor(Name, partition, _options, _reading, _time, fromSequenceNumber);
        while (true)
        {
            var hubEvent = await cursor.NextAsync(cancellationToken).ConfigureAwait(false);
            if (hubEvent.SequenceNumber <= to)
            {
                yield return hubEvent;
            }

            if (hubEvent.SequenceNumber >= to)
            {
                yield break;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> GetLastSequenceNumberAsync(int partition, CancellationToken cancellationToken) =>
        (await BoundsAsync(Check(partition), cancellationToken).ConfigureAwait(false)).Last;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _sending.DisposeAsync().ConfigureAwait(false);
        await _reading.DisposeAsync().ConfigureAwait(false);
        foreach (var sender in _senders)
        {
            sender.Dispose();
        }
    }

    private async Task<(long First, long Last)> BoundsAsync(int partition, CancellationToken cancellationToken)
    {
        var id = partition.ToString(CultureInfo.InvariantCulture);
        var described = await _attempts.RunAsync(connection => connection.DescribeAsync(id, cancellationToken), cancellationToken).ConfigureAwait(false);
        return (Convert.ToInt64(described["begin_sequence_number"], CultureInfo.InvariantCulture), Convert.ToInt64(described["last_enqueued_sequence_number"], CultureInfo.InvariantCulture));
    }

    private int Check(int partition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, PartitionCount);
        return partition;
    }
}
