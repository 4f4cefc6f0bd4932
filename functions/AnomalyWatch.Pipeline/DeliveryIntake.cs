using AnomalyWatch.Pipeline.Ingesting;
using AnomalyWatch.Pipeline.Streaming.Quarantine;

namespace AnomalyWatch.Pipeline;

/// <summary>
/// Takes deliveries in: what can be read goes to the hub, what cannot goes into the quarantine, and before that nothing goes to the hub. Where either
/// fails the sender is asked to keep the delivery: what was kept or sent already is recognised when it comes again. Safe for concurrent use.
/// </summary>
public sealed class DeliveryIntake(TelemetryDoor door, QuarantineGate quarantine)
{
    /// <summary>Takes a delivery in; null where it could not be taken in now and must be sent again. Throws only when cancelled while the quarantine is waited for.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="screen">What is held against its records; null where nothing is. Of a delivery that is out of scope as a whole nothing is kept.</param>
    /// <param name="cancellationToken">Ends waiting for the quarantine.</param>
    public async Task<IngestResult?> TakeAsync(Delivery delivery, RecordScreen? screen, CancellationToken cancellationToken)
    {
        var read = DeliveryReader.Read(delivery);
        var result = read.Status == IngestStatus.Read && screen is not null ? screen.Apply(read) : read;
        foreach (var content in Unread.Of(delivery, result, quarantine.MaxItemBytes))
        {
            if (!await quarantine.TryKeepAsync(content, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }
        }

        if (result.Status != IngestStatus.Read || result.Records.Count == 0)
        {
            return result;
        }

        try
        {
            // Not the request's own token: half a delivery would be taken in twice when it is sent again.
            await door.PublishAsync(delivery.Source, result.Records, delivery.ReceivedAt, CancellationToken.None).ConfigureAwait(false);
            return result;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return null;
        }
    }
}
