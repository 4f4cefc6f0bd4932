using AnomalyWatch.Functions.Hosting;
using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Alerting;
using AnomalyWatch.Pipeline.Scoring;
using AnomalyWatch.Pipeline.Streaming;
using Microsoft.Azure.Functions.Worker;

namespace AnomalyWatch.Functions;

/// <summary>The door of the second fold.</summary>
public sealed class Group(HandedOver<Finding, Incident> alerting)
{
    /// <summary>Leads a batch of one partition through the fold.</summary>
    [Function("Group")]
    [FixedDelayRetry(5, "00:00:03")]
    public Task RunAsync(
        [EventHubTrigger(HubNames.Findings, Connection = SettingNames.EventHubs, ConsumerGroup = HubNames.GroupGroup)] byte[][] bodies,
        long[] sequenceNumberArray,
        DateTime[] enqueuedTimeUtcArray,
        FunctionContext context,
        CancellationToken cancellationToken) =>
        alerting.TakeAsync(TriggerBatch.PartitionOf(context), TriggerBatch.EventsOf(bodies, sequenceNumberArray, enqueuedTimeUtcArray), cancellationToken);
}
