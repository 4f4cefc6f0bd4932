using System.Globalization;
using System.Runtime.CompilerServices;
using AnomalyWatch.Pipeline.Streaming;
using Azure.Core;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Producer;

namespace AnomalyWatch.Functions.EventHubs;

/// <summary>
/// A hub of Azure Event Hubs by Microsoft's own client, as the apps use it. The client reconnects and tries again; what fails after that comes through. A send
/// whose outcome is unknown may have been taken: packs carry a number by which the reader drops the second.
/// </summary>
public sealed class EventHubsHub : IInvocationHub, IAsyncDisposable
{
    // A gap is read in one go, by one reader.
    private const int Prefetch = 300;

    private readonly EventHubProducerClient _producer;
    private readonly EventHubConsumerClient _consumer;
    private readonly string[] _partitions;

    private EventHubsHub(string name, string[] partitions, EventHubProducerClient producer, EventHubConsumerClient consumer) =>
        (Name, _partitions, _producer, _consumer) = (name, partitions, producer, consumer);

    /// <summary>As the AMQP hub of the local program has it: about a minute in all.</summary>
    public static EventHubsRetryOptions Retries => new()
    {
        Mode = EventHubsRetryMode.Exponential,
        MaximumRetries = 7,
        Delay = TimeSpan.FromMilliseconds(200),
        MaximumDelay = TimeSpan.FromSeconds(30),
        TryTimeout = TimeSpan.FromSeconds(30),
    };

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int PartitionCount => _partitions.Length;

    /// <summary>Connects to a hub of a namespace and reads it, where it is read, through <see cref="HubNames.ReplayGroup"/>, since the triggers own their groups.</summary>
    public static Task<EventHubsHub> ConnectAsync(
        string fullyQualifiedNamespace, string hub, TokenCredential credential, EventHubConnectionOptions connection, CancellationToken cancellationToken) =>
        OpenAsync(
            hub,
            new EventHubProducerClient(fullyQualifiedNamespace, hub, credential, new EventHubProducerClientOptions { ConnectionOptions = connection, RetryOptions = Retries }),
            new EventHubConsumerClient(
                HubNames.ReplayGroup, fullyQualifiedNamespace, hub, credential, new EventHubConsumerClientOptions { ConnectionOptions = connection, RetryOptions = Retries }),
            cancellationToken);

    /// <summary>Uses two clients, which are its own from then on, and asks for the partitions.</summary>
    /// <exception cref="InvalidOperationException">The partitions are not called 0, 1, 2 and so on, as Event Hubs calls them.</exception>
    public static async Task<EventHubsHub> OpenAsync(string hub, EventHubProducerClient producer, EventHubConsumerClient consumer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(producer);
        ArgumentNullException.ThrowIfNull(consumer);
        try
        {
            var ids = await producer.GetPartitionIdsAsync(cancellationToken).ConfigureAwait(false);
            string[] expected = [.. Enumerable.Range(0, ids.Length).Select(partition => partition.ToString(CultureInfo.InvariantCulture))];
            return expected.Except(ids, StringComparer.Ordinal).Any()
                ? throw new InvalidOperationException($"The partitions of the hub '{hub}' are not numbered from 0 on.")
                : new EventHubsHub(hub, expected, producer, consumer);
        }
        catch
        {
            await producer.DisposeAsync().ConfigureAwait(false);
            await consumer.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask SendAsync(int partition, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (body.Length > PackFormat.MaxBodyBytes)
        {
            throw new ArgumentException($"An event body may have {PackFormat.MaxBodyBytes} bytes, this one has {body.Length}.", nameof(body));
        }

        await _producer.SendAsync([new EventData(body)], new SendEventOptions { PartitionId = IdOf(partition) }, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<HubEvent> ReceiveAsync(int partition, long fromSequenceNumber, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var position = EventPosition.FromSequenceNumber(fromSequenceNumber, isInclusive: true);
        var options = new ReadEventOptions { PrefetchCount = Prefetch };
        await foreach (var read in _consumer.ReadEventsFromPartitionAsync(IdOf(partition), position, options, cancellationToken).ConfigureAwait(false))
        {
            yield return new HubEvent(read.Data.SequenceNumber, read.Data.EnqueuedTime, read.Data.EventBody.ToMemory());
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<HubEvent> ReadAsync(
        int partition, long fromSequenceNumber, long toSequenceNumber, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (first, last) = await BoundsAsync(partition, cancellationToken).ConfigureAwait(false);
        var to = Math.Min(toSequenceNumber, last);
        if (Math.Max(fromSequenceNumber, first) > to)
        {
            yield break;
        }

        await foreach (var hubEvent in ReceiveAsync(partition, fromSequenceNumber, cancellationToken).ConfigureAwait(false))
        {
            if (hubEvent.SequenceNumber <= to)
            {
                yield return hubEvent;
            }

            if (hubEvent.SequenceNumber >= to)
            {
                yield break;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<long> GetLastSequenceNumberAsync(int partition, CancellationToken cancellationToken) =>
        (await BoundsAsync(partition, cancellationToken).ConfigureAwait(false)).Last;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _producer.DisposeAsync().ConfigureAwait(false);
        await _consumer.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<(long First, long Last)> BoundsAsync(int partition, CancellationToken cancellationToken)
    {
        var described = await _producer.GetPartitionPropertiesAsync(IdOf(partition), cancellationToken).ConfigureAwait(false);
        return (described.BeginningSequenceNumber, described.LastEnqueuedSequenceNumber);
    }

    private string IdOf(int partition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, PartitionCount);
        return _partitions[partition];
    }
}
