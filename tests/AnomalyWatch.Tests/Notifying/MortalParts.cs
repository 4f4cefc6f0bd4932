using System.Runtime.CompilerServices;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Notifying;

namespace AnomalyWatch.Tests.Notifying;

/// <summary>The storage and the receiver as a process sees them that dies when its fuse blows; what they hold outlives it.</summary>
internal sealed class MortalParts(Fuse fuse, MemoryIncidentStore store, INotificationLog log, INotificationQueue queue, INotificationOutbox outbox, IChannel channel)
    : IIncidentStore, INotificationLog, INotificationQueue, INotificationOutbox, IChannel
{
    public string Name => channel.Name;

    public Task SaveAsync(Incident incident, CancellationToken cancellationToken) => fuse.RunAsync(() => store.SaveAsync(incident, cancellationToken));

    public Task<Incident?> FindAsync(string id, CancellationToken cancellationToken) => fuse.RunAsync(() => store.FindAsync(id, cancellationToken));

    public Task<IReadOnlyList<Incident>> ListAsync(IncidentQuery query, CancellationToken cancellationToken) =>
        fuse.RunAsync(() => store.ListAsync(query, cancellationToken));

    public Task<NotificationRecord?> FindAsync(string incidentId, string channel, CancellationToken cancellationToken) =>
        fuse.RunAsync(() => log.FindAsync(incidentId, channel, cancellationToken));

    public Task<NotificationRecord?> TryReplaceAsync(NotificationRecord? expected, NotificationRecord replacement, CancellationToken cancellationToken) =>
        fuse.RunAsync(() => log.TryReplaceAsync(expected, replacement, cancellationToken));

    public Task<IReadOnlyList<NotificationRecord>> ListAsync(string channel, DeliveryState state, int limit, CancellationToken cancellationToken) =>
        fuse.RunAsync(() => log.ListAsync(channel, state, limit, cancellationToken));

    public Task EnqueueAsync(string incidentId, CancellationToken cancellationToken) => fuse.RunAsync(() => queue.EnqueueAsync(incidentId, cancellationToken));

    public async IAsyncEnumerable<string> ReceiveAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var incidentId in queue.ReceiveAsync(cancellationToken))
        {
            // The hint is gone with its receiver, as if the queue had lost it.
            yield return await fuse.RunAsync(() => Task.FromResult(incidentId));
        }
    }

    public Task PutAsync(string incidentId, CancellationToken cancellationToken) => fuse.RunAsync(() => outbox.PutAsync(incidentId, cancellationToken));

    public Task<IReadOnlyList<OutboxMark>> ListAsync(int limit, CancellationToken cancellationToken) => fuse.RunAsync(() => outbox.ListAsync(limit, cancellationToken));

    public Task RemoveAsync(OutboxMark mark, CancellationToken cancellationToken) => fuse.RunAsync(() => outbox.RemoveAsync(mark, cancellationToken));

    public Task<DeliveryResult> DeliverAsync(Notification notification, CancellationToken cancellationToken) =>
        fuse.RunAsync(() => channel.DeliverAsync(notification, cancellationToken));
}
