// What is told of hub, partitions and events, and how refusals reach the user.
import { EventHubConsumerClient, EventHubProducerClient } from "@azure/event-hubs";
import { connection, done, hub, options, read } from "./support.mjs";

const quick = { retryOptions: { maxRetries: 1, retryDelayInMs: 50, timeoutInMs: 5_000 } };
const producer = new EventHubProducerClient(connection, hub, options);
const empty = await producer.getPartitionProperties("2");
await producer.sendBatch(
  [
    {
      body: { text: "ü", list: [1, 2.5, null] },
      contentType: "application/json",
      messageId: "m-1",
      correlationId: "c-1",
      properties: { text: "t", number: 7, fraction: 0.5, flag: true, when: new Date(1_700_000_000_000) },
    },
    { body: Buffer.from([1, 2, 3]) },
    { body: "plain" },
    { body: 42 },
  ],
  { partitionId: "2" },
);
const got = await read(4, undefined, { trackLastEnqueuedEventProperties: true });
const [first, bytes, plain, number] = got.map(({ event }) => event);

async function refusal(action) {
  try {
    await action();
    return "none";
  } catch (error) {
    // What can be tried again comes as the sum of all tries.
    return error.code ?? error.errors?.[0]?.code ?? error.name;
  }
}

async function refusedReceiver(group, partition, startPosition) {
  const consumer = new EventHubConsumerClient(group, connection, hub, quick);
  const code = await new Promise((resolve) => {
    consumer.subscribe(
      partition,
      { async processEvents() {}, async processError(error) { resolve(error.code ?? error.name); } },
      startPosition ? { startPosition } : {},
    );
  });
  await consumer.close();
  return code;
}

const elsewhere = new EventHubProducerClient(connection, "nowhere", quick);
const forged = new EventHubProducerClient(connection.replace(/SharedAccessKey=[^;]*/, "SharedAccessKey=d3Jvbmc="), hub, quick);
const result = {
  hub: await producer.getEventHubProperties(),
  ids: await producer.getPartitionIds(),
  empty,
  filled: await producer.getPartitionProperties("2"),
  event: { ...first, getRawAmqpMessage: undefined },
  bytes: [...bytes.body],
  plain: plain.body,
  number: number.body,
  end: got[3].end,
  noHub: await refusal(() => elsewhere.getEventHubProperties()),
  noHubSend: await refusal(() => elsewhere.sendBatch([{ body: 1 }])),
  noPartition: await refusal(() => producer.sendBatch([{ body: 1 }], { partitionId: "9" })),
  tooLarge: await refusal(() => producer.sendBatch([{ body: Buffer.alloc(1_100_000) }])),
  wrongKey: await refusal(() => forged.getEventHubProperties()),
  noGroup: await refusedReceiver("nobody", "0"),
  beyondEnd: await refusedReceiver("$Default", "2", { sequenceNumber: 500 }),
};
done(result);
