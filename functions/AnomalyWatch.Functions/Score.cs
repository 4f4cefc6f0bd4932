using AnomalyWatch.Detection.Invocations;
using AnomalyWatch.Functions.Hosting;
using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using Microsoft.Azure.Functions.Worker;

namespace AnomalyWatch.Functions;

/// <summary>The door of the first fold.</summary>
public sealed class Score(HandedOver<TelemetryRecord, Anomaly> scoring)
{
    /// <summary>Leads a batch of one partition through the fold.</summary>
    [Function("Score")]
    [FixedDelayRetry(5, "00:00:03")]
    public Task RunAsync(
        [EventHubTrigger(HubNames.Invocations, Connection = SettingNames.EventHubs, ConsumerGroup = HubNames.ScoreGroup)] byte[][] bodies,
        long[] sequenceNumberArray,
        DateTime[] enqueuedTimeUtcArray,
        FunctionContext context,
        CancellationToken cancellationToken) =>
        scoring.TakeAsync(TriggerBatch.PartitionOf(context), TriggerBatch.EventsOf(bodies, sequenceNumberArray, enqueuedTimeUtcArray), cancellationToken);
}
