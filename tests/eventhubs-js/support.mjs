// What the scripts share. Each is run by a test as `node SCRIPT CONNECTION [STORAGE]` and prints one line of JSON last.
import { EventHubConsumerClient, earliestEventPosition } from "@azure/event-hubs";

export const connection = process.argv[2];
export const storage = process.argv[3];
export const hub = "events";

// The client waits 30 s before it tries again unless it is told otherwise.
export const options = { retryOptions: { maxRetries: 20, retryDelayInMs: 50, maxRetryDelayInMs: 500, timeoutInMs: 10_000 } };

/** Prints the result and ends: the client's timers would keep the process alive. */
export function done(result) {
  process.stdout.write(JSON.stringify(result) + "\n", () => process.exit(0));
}

/** Fails after a time instead of hanging the test. */
export function within(promise, seconds, what) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} took more than ${seconds} s`)), seconds * 1000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Reads events of all partitions until there are as many as wanted; gives [{ partition, event }]. */
export async function read(count, startPosition = earliestEventPosition, extra = {}) {
  const consumer = new EventHubConsumerClient("$Default", connection, hub, options);
  const got = [];
  const all = new Promise((resolve, reject) => {
    consumer.subscribe(
      {
        async processEvents(events, context) {
          for (const event of events) {
            got.push({ partition: context.partitionId, event, end: context.lastEnqueuedEventProperties });
          }
          if (got.length >= count) resolve();
        },
        async processError(error) {
          reject(error);
        },
      },
      { startPosition, maxWaitTimeInSeconds: 1, ...extra },
    );
  });
  await within(all, 60, `reading ${count} events (${got.length} came)`);
  await consumer.close();
  return got;
}
