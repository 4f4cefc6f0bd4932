using AnomalyWatch.Functions.Hosting;
using AnomalyWatch.Pipeline;
using AnomalyWatch.Pipeline.Streaming;
using Microsoft.Azure.Functions.Worker;

namespace AnomalyWatch.Functions;

/// <summary>The door of what Azure's diagnostic settings write into a hub.</summary>
public sealed class IngestAzureLogs(AzureLogsIntake intake)
{
    /// <summary>Takes a batch of one partition in, and keeps how far that is.</summary>
    [Function("IngestAzureLogs")]
    [FixedDelayRetry(5, "00:00:03")]
    public async Task RunAsync(
        [EventHubTrigger(HubNames.AzureLogs, Connection = SettingNames.AzureLogs, ConsumerGroup = HubNames.IngestGroup)] byte[][] bodies,
        long[] sequenceNumberArray,
        DateTime[] enqueuedTimeUtcArray,
        FunctionContext context,
        CancellationToken cancellationToken)
    {
        var partition = TriggerBatch.PartitionOf(context);
        foreach (var hubEvent in TriggerBatch.EventsOf(bodies, sequenceNumberArray, enqueuedTimeUtcArray))
        {
            await intake.TakeAsync(partition, hubEvent, cancellationToken).ConfigureAwait(false);
        }

        await intake.KeepAsync(partition, cancellationToken).ConfigureAwait(false);
    }
}
