using AnomalyWatch.Pipeline.Notifying;
using Microsoft.Azure.Functions.Worker;

namespace AnomalyWatch.Functions;

/// <summary>The door of hints: an incident may have something to tell.</summary>
public sealed class Notify(Notifier notifier)
{
    /// <summary>Leads one incident through all channels. A hint that fails comes back by the queue's own count, and what it was about is found by <see cref="NotifySweep"/> besides.</summary>
    [Function("Notify")]
    public Task RunAsync([QueueTrigger(StorageNotificationQueue.QueueName, Connection = SettingNames.DataStorage)] string incidentId, CancellationToken cancellationToken) =>
        notifier.TakeHintAsync(incidentId, cancellationToken);
}
