using System.Globalization;
using System.Text.Json;
using AnomalyWatch.Pipeline.Streaming;
using Microsoft.Azure.Functions.Worker;

namespace AnomalyWatch.Functions.Hosting;

/// <summary>What an Event Hubs trigger hands over, as events of a partition.</summary>
public static class TriggerBatch
{
    private const string Metadata = "PartitionContext";
    private const string Id = "PartitionId";

    /// <summary>Which partition a batch is of; the trigger says it in its metadata, as a text in JSON.</summary>
    /// <exception cref="InvalidDataException">It does not say it.</exception>
    public static int PartitionOf(FunctionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.BindingContext.BindingData.TryGetValue(Metadata, out var text) && text is string json)
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.TryGetProperty(Id, out var id) && int.TryParse(id.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var partition))
            {
                return partition;
            }
        }

        throw new InvalidDataException("The trigger does not say which partition the batch is of.");
    }

    /// <summary>The events, in the hub's order.</summary>
    /// <exception cref="InvalidDataException">The lists that the trigger hands over are not of one length.</exception>
    public static IReadOnlyList<HubEvent> EventsOf(byte[][] bodies, long[] sequenceNumbers, DateTime[] enqueuedTimes)
    {
        ArgumentNullException.ThrowIfNull(bodies);
        ArgumentNullException.ThrowIfNull(sequenceNumbers);
        ArgumentNullException.ThrowIfNull(enqueuedTimes);
        if (sequenceNumbers.Length != bodies.Length || enqueuedTimes.Length != bodies.Length)
        {
            throw new InvalidDataException("The trigger has handed over bodies and places of different number.");
        }

        // A time without a zone is UTC by its name.
        return [.. bodies.Select((body, i) => new HubEvent(sequenceNumbers[i], new DateTimeOffset(DateTime.SpecifyKind(enqueuedTimes[i], DateTimeKind.Utc)), body))];
    }
}
