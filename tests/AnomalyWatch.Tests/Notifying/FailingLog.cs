using AnomalyWatch.Pipeline.Notifying;

namespace AnomalyWatch.Tests.Notifying;

/// <summary>A log that fails at certain writes (counted from 1).</summary>
internal sealed class FailingLog(INotificationLog inner, int[] failAt) : INotificationLog
{
    private int _writes;

    public int Writes => _writes;

    public Task<NotificationRecord?> FindAsync(string incidentId, string channel, CancellationToken cancellationToken) =>
        inner.FindAsync(incidentId, channel, cancellationToken);

    public Task<NotificationRecord?> TryReplaceAsync(NotificationRecord? expected, NotificationRecord replacement, CancellationToken cancellationToken) =>
        failAt.Contains(Interlocked.Increment(ref _writes))
            ? throw new IOException("The storage is not there.")
            : inner.TryReplaceAsync(expected, replacement, cancellationToken);

    public Task<IReadOnlyList<NotificationRecord>> ListAsync(string channel, DeliveryState state, int limit, CancellationToken cancellationToken) =>
        inner.ListAsync(channel, state, limit, cancellationToken);
}
