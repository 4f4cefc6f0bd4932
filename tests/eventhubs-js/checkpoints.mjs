// The blob checkpoint store: a second consumer goes on where the first stopped, and two share the partitions.
import { EventHubConsumerClient, EventHubProducerClient, earliestEventPosition } from "@azure/event-hubs";
import { BlobCheckpointStore } from "@azure/eventhubs-checkpointstore-blob";
import { ContainerClient } from "@azure/storage-blob";
import { connection, done, hub, options, storage, within } from "./support.mjs";

const container = new ContainerClient(storage, `checkpoints-${process.pid}`);
await container.createIfNotExists();
const producer = new EventHubProducerClient(connection, hub, options);
const balancing = { loadBalancingOptions: { strategy: "greedy", updateIntervalInMs: 300, partitionOwnershipExpirationIntervalInMs: 3_000 } };

async function send(from, to) {
  for (let i = from; i < to; i++) await producer.sendBatch([{ body: i }], { partitionId: `${i % 4}` });
}

function consume(name, into, until) {
  const consumer = new EventHubConsumerClient("$Default", connection, hub, new BlobCheckpointStore(container), { ...options, ...balancing });
  const partitions = new Set();
  const finished = new Promise((resolve) => {
    consumer.subscribe(
      {
        async processEvents(events, context) {
          if (events.length === 0) return;
          for (const event of events) into.push({ by: name, body: event.body, partition: context.partitionId, sequence: event.sequenceNumber });
          partitions.add(context.partitionId);
          await context.updateCheckpoint(events[events.length - 1]);
          if (until(into)) resolve();
        },
        // A stolen partition is how consumers share; anything else shows as missing events.
        async processError() {},
      },
      { startPosition: earliestEventPosition, maxBatchSize: 5, maxWaitTimeInSeconds: 1 },
    );
  });
  return { consumer, finished, partitions };
}

await send(0, 100);
const first = [];
const one = consume("one", first, (all) => all.length >= 100);
await within(one.finished, 60, "the first consumer");
await one.consumer.close();

await send(100, 200);
const second = [];
const two = consume("two", second, (all) => all.length >= 100);
await within(two.finished, 60, "the second consumer");

// A third joins; events go on until both have had some.
const shared = second;
const three = consume("three", shared, () => false);
let sent = 200;
const byBoth = (async () => {
  while (!shared.some((entry) => entry.by === "three") || !shared.slice(-20).some((entry) => entry.by === "two")) {
    await send(sent, sent + 4);
    sent += 4;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
})();
await within(byBoth, 60, "sharing");
const all = (async () => {
  while (new Set(shared.map((entry) => entry.body)).size < sent - 100) await new Promise((resolve) => setTimeout(resolve, 50));
})();
await within(all, 60, "the rest");
done({
  first: first.length,
  firstDistinct: new Set(first.map((entry) => entry.body)).size,
  againByTwo: second.filter((entry) => entry.body < 100).length,
  sent,
  missing: sent - 100 - new Set(shared.map((entry) => entry.body)).size,
  byTwo: shared.filter((entry) => entry.by === "two").length,
  byThree: shared.filter((entry) => entry.by === "three").length,
  twice: shared.length - new Set(shared.map((entry) => `${entry.partition}/${entry.sequence}`)).size,
});
