// All start positions: what is the first event that comes?
import { EventHubConsumerClient, EventHubProducerClient, earliestEventPosition, latestEventPosition } from "@azure/event-hubs";
import { connection, done, hub, options, read, within } from "./support.mjs";

const producer = new EventHubProducerClient(connection, hub, options);
for (let i = 0; i < 10; i++) {
  await producer.sendBatch([{ body: i }], { partitionId: "1" });
  // The service's clock, which positions are told by, counts milliseconds.
  await new Promise((resolve) => setTimeout(resolve, 5));
}
const events = (await read(10)).map(({ event }) => event);
const fifth = events.find((event) => event.body === 5);

async function first(position, send) {
  const consumer = new EventHubConsumerClient("$Default", connection, hub, options);
  const body = new Promise((resolve, reject) => {
    consumer.subscribe(
      "1",
      {
        async processInitialize() {
          if (send) setTimeout(() => producer.sendBatch([{ body: send }], { partitionId: "1" }).catch(reject), 500);
        },
        async processEvents([event]) {
          if (event) resolve(event.body);
        },
        async processError(error) {
          reject(error);
        },
      },
      { startPosition: position, maxBatchSize: 1, maxWaitTimeInSeconds: 1 },
    );
  });
  const result = await within(body, 30, `position ${JSON.stringify(position)}`);
  await consumer.close();
  return result;
}

const result = {
  earliest: await first(earliestEventPosition),
  sequenceExclusive: await first({ sequenceNumber: fifth.sequenceNumber }),
  sequenceInclusive: await first({ sequenceNumber: fifth.sequenceNumber, isInclusive: true }),
  offsetExclusive: await first({ offset: fifth.offset }),
  offsetInclusive: await first({ offset: fifth.offset, isInclusive: true }),
  enqueuedOn: await first({ enqueuedOn: new Date(fifth.enqueuedTimeUtc.getTime() - 1) }),
  latest: await first(latestEventPosition, "new"),
};
await producer.close();
done(result);
