using System.Runtime.CompilerServices;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Local.Serving;

/// <summary>
/// A hub that knows what has been sent and not yet been worked off by its one reader a partition: so that the door can stop taking in
/// before the hub forgets, and so that a shutdown can wait for the last event.
/// </summary>
internal sealed class CountedHub(IInvocationHub hub) : IInvocationHub
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private long _unreadEvents;
    private long _unreadBytes;

    /// <inheritdoc/>
    public string Name => hub.Name;

    /// <inheritdoc/>
    public int PartitionCount => hub.PartitionCount;

    /// <summary>The bytes of events that have not been worked off.</summary>
    public long UnreadBytes => Interlocked.Read(ref _unreadBytes);

    /// <summary>Whether every event has been worked off.</summary>
    public bool IsIdle => Interlocked.Read(ref _unreadEvents) <= 0;

    /// <inheritdoc/>
    public async ValueTask SendAsync(int partition, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        // Counted before it is there to be read, so that the count is never too small.
        Count(1, body.Length);
        try
        {
            await hub.SendAsync(partition, body, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Count(-1, -body.Length);
            throw;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<HubEvent> ReceiveAsync(int partition, long fromSequenceNumber, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var hubEvent in hub.ReceiveAsync(partition, fromSequenceNumber, cancellationToken).ConfigureAwait(false))
        {
            yield return hubEvent;

            // The reader asks for the next one: it is done with this one and has handed on what follows from it.
            Count(-1, -hubEvent.Body.Length);
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<HubEvent> ReadAsync(int partition, long fromSequenceNumber, long toSequenceNumber, CancellationToken cancellationToken) =>
        hub.ReadAsync(partition, fromSequenceNumber, toSequenceNumber, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> GetLastSequenceNumberAsync(int partition, CancellationToken cancellationToken) =>
        hub.GetLastSequenceNumberAsync(partition, cancellationToken);

    /// <summary>Waits until every event has been worked off.</summary>
    public async Task WhenIdleAsync(CancellationToken cancellationToken)
    {
        while (!IsIdle)
        {
            await Task.Delay(Look, cancellationToken).ConfigureAwait(false);
        }
    }

    private void Count(int events, long bytes)
    {
        Interlocked.Add(ref _unreadEvents, events);
        Interlocked.Add(ref _unreadBytes, bytes);
    }
}
