using System.Buffers;
using System.Collections.Concurrent;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using AnomalyWatch.EventHubsEmulator.Amqp.Wire;
using AnomalyWatch.EventHubsEmulator.Log;

namespace AnomalyWatch.EventHubsEmulator.Amqp.Links;

/// <summary>Takes the events of one producer's link and answers each message when the log has it.</summary>
internal sealed class PublisherLink(EmulatedHub hub, int? partition, EmulatorFaults faults)
{
    /// <summary>The service's limit of one message, so of one batch.</summary>
    public const int MaxMessageBytes = 1 << 20;

    private const int MaxKeyLength = 128;
    // What the log counts for each message beside its body.
    private const int PerEventBytes = 24;
    private const int KeptWriterBytes = 4 << 20;

    // Encoding needs memory for the length of one call; links share it so that a thousand idle ones hold none.
    private static readonly ConcurrentBag<ArrayBufferWriter<byte>> Writers = [];

    /// <summary>Takes a message. Nothing may be thrown from here: the library would close the whole connection.</summary>
    public void OnMessage(ListenerLink link, Message message, DeliveryState deliveryState, object state)
    {
        DeliveryState outcome;
        try
        {
            outcome = Store((RawMessage)message) is { } error ? new Rejected { Error = error } : new Accepted();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or InvalidDataException)
        {
            outcome = new Rejected { Error = ServiceErrors.Storage() };
        }

        link.DisposeMessage(message, outcome, settled: true);
        message.Dispose();
    }

    private Error? Store(RawMessage message)
    {
        var bytes = message.Bytes;
        if (bytes.Length > MaxMessageBytes)
        {
            return ServiceErrors.MessageTooLarge(bytes.Length, MaxMessageBytes);
        }

        if (faults.NextSendIsThrottled())
        {
            return ServiceErrors.ServerBusy();
        }

        if (!StoredEvent.TryReadPartitionKey(bytes, out var key))
        {
            return ServiceErrors.BadMessage();
        }

        var writer = Writers.TryTake(out var kept) ? kept : new ArrayBufferWriter<byte>();
        try
        {
            return message.Format == AmqpFormat.BatchFormat ? StoreBatch(bytes, key, writer) : StoreOne(bytes, key, writer);
        }
        finally
        {
            if (writer.Capacity <= KeptWriterBytes)
            {
                writer.ResetWrittenCount();
                Writers.Add(writer);
            }
        }
    }

    private Error? StoreOne(ReadOnlySpan<byte> message, string? key, ArrayBufferWriter<byte> writer)
    {
        if (key?.Length > MaxKeyLength || !StoredEvent.TryWrite(message, key, writer))
        {
            return ServiceErrors.BadMessage();
        }

        Choose(key).Append(writer.WrittenSpan);
        return null;
    }

    private Error? StoreBatch(ReadOnlySpan<byte> batch, string? key, ArrayBufferWriter<byte> writer)
    {
        List<int> ends = [];
        var position = 0;
        while (MessageSections.TryNextData(batch, ref position, out var inner))
        {
            // A batch of one key says so on its envelope; some clients say it on the events only.
            if (key is null && ends.Count == 0 && !StoredEvent.TryReadPartitionKey(inner, out key))
            {
                return ServiceErrors.BadMessage();
            }

            if (key?.Length > MaxKeyLength || !StoredEvent.TryWrite(inner, key, writer))
            {
                return ServiceErrors.BadMessage();
            }

            ends.Add(writer.WrittenCount);
            var stored = writer.WrittenCount + (ends.Count * PerEventBytes);
            if (stored > PartitionLog.LargestBatchBytes)
            {
                return ServiceErrors.MessageTooLarge(stored, MaxMessageBytes);
            }
        }

        if (ends.Count == 0 || position != batch.Length)
        {
            return ServiceErrors.BadMessage();
        }

        var events = ArrayPool<ReadOnlyMemory<byte>>.Shared.Rent(ends.Count);
        var start = 0;
        for (var i = 0; i < ends.Count; i++)
        {
            events[i] = writer.WrittenMemory[start..ends[i]];
            start = ends[i];
        }

        try
        {
            Choose(key).AppendBatch(events.AsSpan(0, ends.Count));
            return null;
        }
        finally
        {
            ArrayPool<ReadOnlyMemory<byte>>.Shared.Return(events, clearArray: true);
        }
    }

    private PartitionLog Choose(string? key) => hub.Log.Partitions[
        partition ?? (key is null ? hub.NextPartition() : PartitionHash.PartitionOf(key, hub.Log.Partitions.Count))];
}
