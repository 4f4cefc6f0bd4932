// The buffered producer: everything that was enqueued and flushed is there, once, in order within a key.
import { EventHubBufferedProducerClient } from "@azure/event-hubs";
import { connection, done, hub, options, read } from "./support.mjs";

const total = 3_000;
let succeeded = 0;
let failed = 0;
const producer = new EventHubBufferedProducerClient(connection, hub, {
  ...options,
  maxWaitTimeInMs: 100,
  async onSendEventsSuccessHandler({ events }) {
    succeeded += events.length;
  },
  async onSendEventsErrorHandler({ events }) {
    failed += events.length;
  },
});
for (let i = 0; i < total; i++) {
  await producer.enqueueEvent({ body: i }, { partitionKey: `key-${i % 20}` });
}
await producer.flush();
await producer.close();
const got = (await read(total)).map(({ event }) => event);
const last = new Map();
let disordered = 0;
for (const event of got) {
  // The client finds the partition itself and does not send the key.
  const key = event.body % 20;
  if ((last.get(key) ?? -1) >= event.body) disordered++;
  last.set(key, event.body);
}
done({ succeeded, failed, received: got.length, distinct: new Set(got.map((event) => event.body)).size, disordered });
