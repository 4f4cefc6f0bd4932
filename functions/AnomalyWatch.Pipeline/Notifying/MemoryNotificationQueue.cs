using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>Hints in memory. An incident waits at most once; when as many as fit are waiting, the sender waits, so that none is lost. Safe for concurrent use.</summary>
public sealed class MemoryNotificationQueue : INotificationQueue
{
    /// <summary>How many incidents may wait by default.</summary>
    public const int DefaultCapacity = 10_000;

    private readonly Channel<string> _hints;
    private readonly Lock _lock = new();
    private readonly HashSet<string> _waiting = new(StringComparer.Ordinal);

    /// <summary>Begins empty.</summary>
    public MemoryNotificationQueue(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _hints = Channel.CreateBounded<string>(capacity);
    }

    /// <inheritdoc/>
    public async Task EnqueueAsync(string incidentId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(incidentId);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (!_waiting.Add(incidentId))
            {
                return;
            }
        }

        try
        {
            await _hints.Writer.WriteAsync(incidentId, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            lock (_lock)
            {
                _waiting.Remove(incidentId);
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> ReceiveAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var incidentId = await _hints.Reader.ReadAsync(cancellationToken);
            lock (_lock)
            {
                // From here on the incident may have changed again since the receiver looked.
                _waiting.Remove(incidentId);
            }

            yield return incidentId;
        }
    }
}
