using System.Globalization;

namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>An outbox in memory, for tests and where the incidents are in memory too. It holds one mark an incident. Safe for concurrent use.</summary>
public sealed class MemoryNotificationOutbox(TimeProvider time) : INotificationOutbox
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, OutboxMark> _marks = new(StringComparer.Ordinal);
    private long _version;

    /// <inheritdoc/>
    public Task PutAsync(string incidentId, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(incidentId);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _marks[incidentId] = new OutboxMark(incidentId, time.GetUtcNow(), (++_version).ToString(CultureInfo.InvariantCulture));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<OutboxMark>> ListAsync(int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<OutboxMark>>([.. _marks.Values.Take(limit)]);
        }
    }

    /// <inheritdoc/>
    public Task RemoveAsync(OutboxMark mark, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(mark);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (_marks.TryGetValue(mark.IncidentId, out var current) && current.Version == mark.Version)
            {
                _marks.Remove(mark.IncidentId);
            }
        }

        return Task.CompletedTask;
    }
}
