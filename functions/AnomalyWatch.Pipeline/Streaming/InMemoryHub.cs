using System.Runtime.CompilerServices;

namespace AnomalyWatch.Pipeline.Streaming;

/// <summary>A hub in this process's memory. Each partition keeps its newest <see cref="RetainedBytes"/>; what is older is gone, as retention has it.</summary>
public sealed class InMemoryHub : IInvocationHub
{
    /// <summary>The body bytes a partition keeps before the oldest events go.</summary>
    public const long RetainedBytes = 64 * 1024 * 1024;

    private readonly Partition[] _partitions;
    private readonly TimeProvider _time;

    /// <summary>
    /// Makes an empty hub with 1 to 1,024 partitions. <paramref name="firstSequenceNumbers"/>, one per partition, are those of the events to come, where it goes
    /// on from a log whose events are gone; null for 0.
    /// </summary>
    public InMemoryHub(string name, int partitionCount, TimeProvider time, IReadOnlyList<long>? firstSequenceNumbers = null)
    {
        if (firstSequenceNumbers is not null && firstSequenceNumbers.Count != partitionCount)
        {
            throw new ArgumentException($"There are {partitionCount} partitions, but {firstSequenceNumbers.Count} first sequence numbers.", nameof(firstSequenceNumbers));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(partitionCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(partitionCount, 1024);
        Name = name;
        _time = time;
        _partitions = [.. Enumerable.Range(0, partitionCount).Select(partition => new Partition(firstSequenceNumbers?[partition] ?? 0))];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int PartitionCount => _partitions.Length;

    /// <inheritdoc/>
    public ValueTask SendAsync(int partition, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (body.Length > PackFormat.MaxBodyBytes)
        {
            throw new ArgumentException($"An event body may have {PackFormat.MaxBodyBytes} bytes, this one has {body.Length}.", nameof(body));
        }

        cancellationToken.ThrowIfCancellationRequested();
        Find(partition).Append(body.ToArray(), _time.GetUtcNow());
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<HubEvent> ReceiveAsync(int partition, long fromSequenceNumber, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var log = Find(partition);
        var next = fromSequenceNumber;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var arrival = log.Arrival;
            while (log.TryRead(next, out var hubEvent))
            {
                yield return hubEvent;
                next = hubEvent.SequenceNumber + 1;
                cancellationToken.ThrowIfCancellationRequested();
            }

            await arrival.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<HubEvent> ReadAsync(
        int partition, long fromSequenceNumber, long toSequenceNumber, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var log = Find(partition);
        var next = fromSequenceNumber;
        while (next <= toSequenceNumber && log.TryRead(next, out var hubEvent) && hubEvent.SequenceNumber <= toSequenceNumber)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return hubEvent;
            next = hubEvent.SequenceNumber + 1;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask<long> GetLastSequenceNumberAsync(int partition, CancellationToken cancellationToken) => new(Find(partition).Last);

    private Partition Find(int partition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, _partitions.Length);
        return _partitions[partition];
    }

    private sealed class Partition(long first)
    {
        private readonly Lock _lock = new();
        private readonly Queue<HubEvent> _evictable = new();
        private readonly Dictionary<long, HubEvent> _events = [];
        private TaskCompletionSource _arrival = NewSignal();
        private DateTimeOffset _lastTime = DateTimeOffset.MinValue;
        private long _retained;
        private long _first = first;
        private long _last = first - 1;

        public long Last
        {
            get
            {
                lock (_lock)
                {
                    return _last;
                }
            }
        }

        /// <summary>Completes at the next append. Take it before reading, so that nothing slips between.</summary>
        public Task Arrival
        {
            get
            {
                lock (_lock)
                {
                    return _arrival.Task;
                }
            }
        }

        public void Append(ReadOnlyMemory<byte> body, DateTimeOffset now)
        {
            TaskCompletionSource waiting;
            lock (_lock)
            {
                _lastTime = now > _lastTime ? now : _lastTime;
                var hubEvent = new HubEvent(++_last, _lastTime, body);
                _events.Add(hubEvent.SequenceNumber, hubEvent);
                _evictable.Enqueue(hubEvent);
                _retained += body.Length;
                while (_retained > RetainedBytes)
                {
                    var gone = _evictable.Dequeue();
                    _events.Remove(gone.SequenceNumber);
                    _retained -= gone.Body.Length;
                    _first = gone.SequenceNumber + 1;
                }

                waiting = _arrival;
                _arrival = NewSignal();
            }

            waiting.SetResult();
        }

        public bool TryRead(long sequenceNumber, out HubEvent hubEvent)
        {
            lock (_lock)
            {
                return _events.TryGetValue(Math.Max(sequenceNumber, _first), out hubEvent);
            }
        }

        private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
