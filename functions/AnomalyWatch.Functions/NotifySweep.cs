using AnomalyWatch.Pipeline.Notifying;
using Microsoft.Azure.Functions.Worker;

namespace AnomalyWatch.Functions;

/// <summary>The door of what was left behind: incidents whose hint was lost, messages that wait for another attempt.</summary>
public sealed class NotifySweep(Notifier notifier)
{
    /// <summary>Every minute.</summary>
    [Function("NotifySweep")]
    public Task RunAsync([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) => notifier.WorkOffAsync(cancellationToken);
}
