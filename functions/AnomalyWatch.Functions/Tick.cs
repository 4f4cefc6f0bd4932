using AnomalyWatch.Pipeline;
using Microsoft.Azure.Functions.Worker;

namespace AnomalyWatch.Functions;

/// <summary>The door of time: tells every partition of <c>invocations</c> that time has passed, so that silence can be noticed when nothing arrives.</summary>
public sealed class Tick(InvocationPipeline pipeline)
{
    /// <summary>Every five seconds.</summary>
    [Function("Tick")]
    public Task RunAsync([TimerTrigger("*/5 * * * * *")] TimerInfo timer, CancellationToken cancellationToken) => pipeline.TickAsync(cancellationToken);
}
