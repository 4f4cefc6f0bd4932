namespace AnomalyWatch.Pipeline.Notifying;

/// <summary>Hints that an incident may have something to tell. A hint may come twice or late; what is told is decided from the incident and the notification log.</summary>
public interface INotificationQueue
{
    /// <summary>Leaves a hint for the notifier.</summary>
    Task EnqueueAsync(string incidentId, CancellationToken cancellationToken);

    /// <summary>Takes hints as they come, until cancelled. A hint is gone once the loop asks for the next one; before that it comes back after a crash where the queue can do so.</summary>
    IAsyncEnumerable<string> ReceiveAsync(CancellationToken cancellationToken);
}
