using System.Globalization;
using System.Runtime.CompilerServices;
using AnomalyWatch.Functions.EventHubs;
using AnomalyWatch.Pipeline.Streaming;
using AnomalyWatch.Tests.Streaming;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;
using Azure.Messaging.EventHubs.Producer;

namespace AnomalyWatch.Tests.Functions;

/// <summary>The hub that the apps use, over clients that stand in for the service. Microsoft's own clients have not been run with it.</summary>
[TestClass]
public sealed class EventHubsHubTests : InvocationHubContract
{
    [TestMethod]
    public async Task A_hub_with_partitions_of_other_names_is_refused()
    {
        var hub = new InMemoryHub("some", 1, TimeProvider.System);
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(
            () => EventHubsHub.OpenAsync("some", new Producer(hub, ["a"]), new Consumer(hub), TestContext.CancellationToken));
    }

    [TestMethod]
    public async Task A_failure_of_the_service_comes_through()
    {
        var hub = new InMemoryHub("some", 1, TimeProvider.System);
        await using var failing = await EventHubsHub.OpenAsync("some", new Producer(hub, ["0"]) { Fault = new TimeoutException() }, new Consumer(hub), TestContext.CancellationToken);
        await Assert.ThrowsExactlyAsync<TimeoutException>(async () => await failing.SendAsync(0, new byte[1], TestContext.CancellationToken));
    }

    protected override async Task<IInvocationHub> CreateAsync()
    {
        var hub = new InMemoryHub("some", 3, TimeProvider.System);
        return await EventHubsHub.OpenAsync("some", new Producer(hub, ["2", "0", "1"]), new Consumer(hub), TestContext.CancellationToken);
    }

    private static int Number(string partition) => int.Parse(partition, CultureInfo.InvariantCulture);

    private sealed class Producer(InMemoryHub hub, string[] partitions) : EventHubProducerClient
    {
        public Exception? Fault { get; init; }

        public override Task<string[]> GetPartitionIdsAsync(CancellationToken cancellationToken = default) => Task.FromResult(partitions);

        public override async Task<PartitionProperties> GetPartitionPropertiesAsync(string partitionId, CancellationToken cancellationToken = default) =>
            new Bounds(partitionId, await hub.GetLastSequenceNumberAsync(Number(partitionId), cancellationToken));

        public override async Task SendAsync(IEnumerable<EventData> eventBatch, SendEventOptions options, CancellationToken cancellationToken = default)
        {
            if (Fault is not null)
            {
                throw Fault;
            }

            foreach (var sent in eventBatch)
            {
                await hub.SendAsync(Number(options.PartitionId!), sent.EventBody.ToMemory(), cancellationToken);
            }
        }
    }

    private sealed class Consumer(InMemoryHub hub) : EventHubConsumerClient
    {
        public override async IAsyncEnumerable<PartitionEvent> ReadEventsFromPartitionAsync(
            string partitionId, EventPosition startingPosition, ReadEventOptions readOptions, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            var from = startingPosition.IsInclusive ? startingPosition.SequenceNumber : startingPosition.SequenceNumber + 1;
            await foreach (var read in hub.ReceiveAsync(Number(partitionId), from, cancellationToken))
            {
                yield return new PartitionEvent(new Received(read));
            }
        }
    }

    private sealed class Received(HubEvent read) : EventData(new BinaryData(read.Body), sequenceNumber: read.SequenceNumber, enqueuedTime: read.EnqueuedTime);

    private sealed class Bounds(string partition, long last) : PartitionProperties("some", partition, last < 0, 0, last, "", default);
}
