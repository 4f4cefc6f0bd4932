using AnomalyWatch.Pipeline;
using Microsoft.Azure.Functions.Worker;

namespace AnomalyWatch.Functions;

/// <summary>The door of time: tells every partition of <c>invocations</c> that time has passed, so that silence can be noticed when nothing arrives.</summary>
public sealed class Tick(TelemetryDoor door)
{
    /// <summary>Every half minute, for partitions that nothing comes into: what comes in carries its own time, so only silence waits for this.</summary>
    [Function("Tick")]
    public Task RunAsync([TimerTrigger("*/30 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) => door.TickAsync(cancellationToken);
}
