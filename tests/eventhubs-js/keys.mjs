// Events with keys and to partitions: where do they land?
import { EventHubProducerClient } from "@azure/event-hubs";
import { connection, done, hub, options, read } from "./support.mjs";

const producer = new EventHubProducerClient(connection, hub, options);
const keys = [...Array(60).keys()].map((i) => `${["a", "ä", "鍵", "😀"][i % 4].repeat(1 + (i % 9))}-${i}`);
for (const key of keys) {
  const batch = await producer.createBatch({ partitionKey: key });
  for (let i = 0; i < 3; i++) batch.tryAdd({ body: { key, i } });
  await producer.sendBatch(batch);
  await producer.sendBatch([{ body: { key, i: 3 } }], { partitionKey: key });
}
for (const partitionId of ["0", "1", "2", "3"]) {
  await producer.sendBatch([{ body: { partitionId } }], { partitionId });
}
const got = await read(keys.length * 4 + 4);
await producer.close();
done({
  total: got.length,
  keyed: got
    .filter(({ event }) => event.body.key !== undefined)
    .map(({ partition, event }) => ({ key: event.body.key, annotation: event.partitionKey, partition })),
  explicit: got
    .filter(({ event }) => event.body.partitionId !== undefined)
    .map(({ partition, event }) => ({ asked: event.body.partitionId, partition })),
});
