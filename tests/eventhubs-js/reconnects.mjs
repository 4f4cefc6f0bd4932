// Sends and receives while the test drops connections or detaches links; "ack N" lines tell it how far this is, "end" on the input ends it.
import { EventHubConsumerClient, EventHubProducerClient, earliestEventPosition } from "@azure/event-hubs";
import { connection, done, hub, options, within } from "./support.mjs";

// A send whose answer went with its connection is tried again only after this time.
const patience = { retryOptions: { ...options.retryOptions, timeoutInMs: 1_000 } };
const lanes = 4;
const batchSize = 10;
let ending = false;
process.stdin.on("data", (data) => {
  if (`${data}`.includes("end")) ending = true;
});

// The client's timer of a management request looks at its link without asking whether it is still there, and throws where nobody can catch it
// (@azure/core-amqp, requestResponseLink). That is not what is tested; anything else still ends the script.
process.on("uncaughtException", (error) => {
  if (!`${error.stack}`.includes("requestResponseLink")) {
    console.error(error);
    process.exit(1);
  }
});

const received = new Map();
let doubledBySequence = 0;
const errors = {};
const sequences = new Set();
const consumer = new EventHubConsumerClient("$Default", connection, hub, options);
consumer.subscribe(
  {
    async processEvents(events, context) {
      for (const event of events) {
        const place = `${context.partitionId}/${event.sequenceNumber}`;
        if (sequences.has(place)) doubledBySequence++;
        sequences.add(place);
        received.set(event.body, (received.get(event.body) ?? 0) + 1);
      }
    },
    async processError(error) {
      errors[error.code ?? error.name] = (errors[error.code ?? error.name] ?? 0) + 1;
    },
  },
  { startPosition: earliestEventPosition, maxBatchSize: 100, maxWaitTimeInSeconds: 1 },
);

// Trouble begins only when all partitions are read: asking for the hub's partitions, the client tries again after 30 s whatever it was told.
const warming = new EventHubProducerClient(connection, hub, options);
for (let i = 0; i < lanes; i++) await warming.sendBatch([{ body: -1 - i }], { partitionId: `${i}` });
await warming.close();
await within(
  (async () => {
    while (received.size < lanes) await new Promise((resolve) => setTimeout(resolve, 20));
  })(),
  60,
  "the first event of every partition",
);

const acknowledged = [];
let refused = 0;
let next = 0;
async function lane(partitionId) {
  const producer = new EventHubProducerClient(connection, hub, patience);
  while (!ending) {
    const ids = Array.from({ length: batchSize }, () => next++);
    try {
      await producer.sendBatch(ids.map((body) => ({ body })), { partitionId });
      acknowledged.push(...ids);
      process.stdout.write(`ack ${acknowledged.length}\n`);
    } catch {
      refused++;
    }
  }
  await producer.close();
}
await Promise.all(Array.from({ length: lanes }, (_, i) => lane(`${i}`)));

const all = (async () => {
  while (acknowledged.some((id) => !received.has(id))) await new Promise((resolve) => setTimeout(resolve, 50));
})();
await within(all, 60, "receiving what was acknowledged").catch(() => {});
const lost = acknowledged.filter((id) => !received.has(id)).length;
done({
  acknowledged: acknowledged.length,
  refused,
  lost,
  doubled: [...received.values()].reduce((sum, times) => sum + times - 1, 0),
  doubledBySequence,
  inFlight: lanes * batchSize,
  errors,
});
