using System.Runtime.CompilerServices;
using AnomalyWatch.Pipeline.Streaming;

namespace AnomalyWatch.Local.Serving;

/// <summary>
/// A hub that knows what has been sent and not yet been worked off by its one reader a partition: so that the door can stop taking in
/// when the stages do not keep up, and so that a shutdown can wait for the last event.
/// </summary>
internal sealed class CountedHub : IInvocationHub
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly IInvocationHub _hub;
    private readonly long[] _done;
    private readonly long[] _before;
    private long _unreadBytes;

    private CountedHub(IInvocationHub hub, long[] before)
    {
        (_hub, _before) = (hub, before);
        _done = [.. Enumerable.Repeat(-1L, hub.PartitionCount)];
    }

    /// <inheritdoc/>
    public string Name => _hub.Name;

    /// <inheritdoc/>
    public int PartitionCount => _hub.PartitionCount;

    /// <summary>The bytes of events sent here that have not been worked off.</summary>
    public long UnreadBytes => Math.Max(0, Interlocked.Read(ref _unreadBytes));

    /// <summary>Counts a hub from now on; what it holds already is worked off, but its bytes are not counted.</summary>
    public static async Task<CountedHub> OpenAsync(IInvocationHub hub, CancellationToken cancellationToken)
    {
        var before = new long[hub.PartitionCount];
        for (var partition = 0; partition < before.Length; partition++)
        {
            before[partition] = await hub.GetLastSequenceNumberAsync(partition, cancellationToken).ConfigureAwait(false);
        }

        return new CountedHub(hub, before);
    }

    /// <summary>Whether every event has been worked off.</summary>
    public async Task<bool> IsIdleAsync(CancellationToken cancellationToken)
    {
        for (var partition = 0; partition < _done.Length; partition++)
        {
            if (await _hub.GetLastSequenceNumberAsync(partition, cancellationToken).ConfigureAwait(false) > Interlocked.Read(ref _done[partition]))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public async ValueTask SendAsync(int partition, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        // Counted before it is there to be read, so that the count is never too small.
        Interlocked.Add(ref _unreadBytes, body.Length);
        try
        {
            await _hub.SendAsync(partition, body, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Interlocked.Add(ref _unreadBytes, -body.Length);
            throw;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<HubEvent> ReceiveAsync(int partition, long fromSequenceNumber, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Whoever begins further on has worked off what comes before.
        Interlocked.Exchange(ref _done[partition], fromSequenceNumber - 1);
        await foreach (var hubEvent in _hub.ReceiveAsync(partition, fromSequenceNumber, cancellationToken).ConfigureAwait(false))
        {
            yield return hubEvent;

            // The reader asks for the next one: it is done with this one and has handed on what follows from it.
            Interlocked.Exchange(ref _done[partition], hubEvent.SequenceNumber);
            Interlocked.Add(ref _unreadBytes, hubEvent.SequenceNumber > _before[partition] ? -hubEvent.Body.Length : 0);
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<HubEvent> ReadAsync(int partition, long fromSequenceNumber, long toSequenceNumber, CancellationToken cancellationToken) =>
        _hub.ReadAsync(partition, fromSequenceNumber, toSequenceNumber, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<long> GetLastSequenceNumberAsync(int partition, CancellationToken cancellationToken) =>
        _hub.GetLastSequenceNumberAsync(partition, cancellationToken);

    /// <summary>Waits until every event has been worked off.</summary>
    public async Task WhenIdleAsync(CancellationToken cancellationToken)
    {
        while (!await IsIdleAsync(cancellationToken).ConfigureAwait(false))
        {
            await Task.Delay(Look, cancellationToken).ConfigureAwait(false);
        }
    }
}
