// What EventHubsHub uses of Azure.Messaging.EventHubs; see Worker.cs. Members that are virtual there are virtual here, so that a test can stand in for the service.
using Azure.Core;

namespace Azure.Messaging.EventHubs
{
    /// <summary>One event.</summary>
    public class EventData
    {
        /// <summary>An event to be sent.</summary>
        public EventData(ReadOnlyMemory<byte> eventBody) => EventBody = new BinaryData(eventBody);

        /// <summary>An event as if received.</summary>
        protected EventData(
            BinaryData eventBody,
            IDictionary<string, object>? properties = null,
            IReadOnlyDictionary<string, object>? systemProperties = null,
            long sequenceNumber = long.MinValue,
            string? offsetString = null,
            DateTimeOffset enqueuedTime = default,
            string? partitionKey = null)
        {
            _ = (properties, systemProperties, offsetString, partitionKey);
            (EventBody, SequenceNumber, EnqueuedTime) = (eventBody, sequenceNumber, enqueuedTime);
        }

        /// <summary>The body.</summary>
        public BinaryData EventBody { get; }

        /// <summary>Its place in the partition.</summary>
        public long SequenceNumber { get; }

        /// <summary>When the hub took it in.</summary>
        public DateTimeOffset EnqueuedTime { get; }
    }

    /// <summary>Where a partition's log begins and ends.</summary>
    public class PartitionProperties
    {
        /// <summary>As if the service had told.</summary>
        protected PartitionProperties(
            string eventHubName, string partitionId, bool isEmpty, long beginningSequenceNumber, long lastSequenceNumber, string lastOffsetString, DateTimeOffset lastEnqueuedTime)
        {
            _ = (eventHubName, partitionId, isEmpty, lastOffsetString, lastEnqueuedTime);
            (BeginningSequenceNumber, LastEnqueuedSequenceNumber) = (beginningSequenceNumber, lastSequenceNumber);
        }

        /// <summary>The oldest event that is retained.</summary>
        public long BeginningSequenceNumber { get; }

        /// <summary>The newest event; -1 where there never was one.</summary>
        public long LastEnqueuedSequenceNumber { get; }
    }

    /// <summary>How a connection is made.</summary>
    public class EventHubConnectionOptions;

    /// <summary>How pauses grow.</summary>
    public enum EventHubsRetryMode
    {
        /// <summary>They double.</summary>
        Exponential = 1,
    }

    /// <summary>How often and how long is tried.</summary>
    public class EventHubsRetryOptions
    {
        /// <summary>How pauses grow.</summary>
        public EventHubsRetryMode Mode { get; set; }

        /// <summary>Attempts after the first.</summary>
        public int MaximumRetries { get; set; }

        /// <summary>The first pause.</summary>
        public TimeSpan Delay { get; set; }

        /// <summary>The longest pause.</summary>
        public TimeSpan MaximumDelay { get; set; }

        /// <summary>How long one attempt may take.</summary>
        public TimeSpan TryTimeout { get; set; }
    }
}

namespace Azure.Messaging.EventHubs.Producer
{
    /// <summary>Where an event goes.</summary>
    public class SendEventOptions
    {
        /// <summary>The partition.</summary>
        public string? PartitionId { get; set; }
    }

    /// <summary>How a producer talks to the service.</summary>
    public class EventHubProducerClientOptions
    {
        /// <summary>The connection.</summary>
        public EventHubConnectionOptions? ConnectionOptions { get; set; }

        /// <summary>The attempts.</summary>
        public EventHubsRetryOptions? RetryOptions { get; set; }
    }

    /// <summary>Sends events.</summary>
    public class EventHubProducerClient : IAsyncDisposable
    {
        /// <summary>A client of the service.</summary>
        public EventHubProducerClient(string fullyQualifiedNamespace, string eventHubName, TokenCredential credential, EventHubProducerClientOptions? clientOptions = null) =>
            throw new NotSupportedException("Azure.Messaging.EventHubs needs the Azure build: -p:AzurePackages=true.");

        /// <summary>For a test's own.</summary>
        protected EventHubProducerClient()
        {
        }

        /// <summary>The hub's partitions.</summary>
        public virtual Task<string[]> GetPartitionIdsAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        /// <summary>Where a partition's log begins and ends.</summary>
        public virtual Task<PartitionProperties> GetPartitionPropertiesAsync(string partitionId, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        /// <summary>Sends events as one batch.</summary>
        public virtual Task SendAsync(IEnumerable<EventData> eventBatch, SendEventOptions options, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        /// <inheritdoc/>
        public virtual ValueTask DisposeAsync()
        {
            GC.SuppressFinalize(this);
            return ValueTask.CompletedTask;
        }
    }
}

namespace Azure.Messaging.EventHubs.Consumer
{
    /// <summary>A place in a partition's log.</summary>
    public readonly record struct EventPosition
    {
        private EventPosition(long sequenceNumber, bool isInclusive) => (SequenceNumber, IsInclusive) = (sequenceNumber, isInclusive);

        internal long SequenceNumber { get; }

        internal bool IsInclusive { get; }

        /// <summary>At an event.</summary>
        public static EventPosition FromSequenceNumber(long sequenceNumber, bool isInclusive = true) => new(sequenceNumber, isInclusive);
    }

    /// <summary>How events are read.</summary>
    public class ReadEventOptions
    {
        /// <summary>How many are under way before they are asked for.</summary>
        public int PrefetchCount { get; set; }
    }

    /// <summary>An event with its partition.</summary>
    public readonly struct PartitionEvent(EventData data)
    {
        /// <summary>The event.</summary>
        public EventData Data { get; } = data;
    }

    /// <summary>How a consumer talks to the service.</summary>
    public class EventHubConsumerClientOptions
    {
        /// <summary>The connection.</summary>
        public EventHubConnectionOptions? ConnectionOptions { get; set; }

        /// <summary>The attempts.</summary>
        public EventHubsRetryOptions? RetryOptions { get; set; }
    }

    /// <summary>Reads events.</summary>
    public class EventHubConsumerClient : IAsyncDisposable
    {
        /// <summary>A client of the service.</summary>
        public EventHubConsumerClient(
            string consumerGroup, string fullyQualifiedNamespace, string eventHubName, TokenCredential credential, EventHubConsumerClientOptions? clientOptions = null) =>
            throw new NotSupportedException("Azure.Messaging.EventHubs needs the Azure build: -p:AzurePackages=true.");

        /// <summary>For a test's own.</summary>
        protected EventHubConsumerClient()
        {
        }

        /// <summary>Events from a place on, waiting for new ones.</summary>
        public virtual IAsyncEnumerable<PartitionEvent> ReadEventsFromPartitionAsync(
            string partitionId, EventPosition startingPosition, ReadEventOptions readOptions, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        /// <inheritdoc/>
        public virtual ValueTask DisposeAsync()
        {
            GC.SuppressFinalize(this);
            return ValueTask.CompletedTask;
        }
    }
}
