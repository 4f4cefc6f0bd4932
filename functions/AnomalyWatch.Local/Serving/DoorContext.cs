using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Alerting;

namespace AnomalyWatch.Local.Serving;

/// <summary>What the web door reaches: the pipeline to hand deliveries to, and the tables to read from.</summary>
/// <param name="Options">How the server is run.</param>
/// <param name="Pipeline">Where deliveries go.</param>
/// <param name="Invocations">The hub they go to, for its backlog.</param>
/// <param name="Incidents">The table that everything shown comes from.</param>
/// <param name="IsRunning">Whether the stages go on.</param>
internal sealed record DoorContext(LocalOptions Options, InvocationPipeline Pipeline, CountedHub Invocations, IIncidentStore Incidents, Func<bool> IsRunning);
