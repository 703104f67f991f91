import type { EventHandler } from './bus.ts';
import { isWanted, readDeadLetter, redriveOne, type Redriven, type RedriveOptions } from './dead-letters.ts';
import type { Received, SqsQueue } from './sqs-queue.ts';

// A queue is read to its end when it has nothing for so long.
const END_S = 1;

/** Gives the dead letters of a queue to their handlers. Those that stay are kept from others meanwhile, and are given back at the end. */
export async function redriveQueue(
  queue: SqsQueue,
  handlers: ReadonlyMap<string, EventHandler>,
  options: RedriveOptions,
): Promise<Redriven[]> {
  const staying = new Set<Received>();
  const heartbeat = setInterval(() => void queue.keep([...staying]).catch(() => {}), queue.holdMs / 3);
  try {
    const redriven: Redriven[] = [];
    for (;;) {
      const messages = await queue.receive({ max: 10, waitSeconds: END_S });
      for (const message of messages) staying.add(message);
      for (const message of messages) {
        if (redriven.length === options.limit) return redriven;
        const result = await redrive(message, handlers, options);
        if (result) redriven.push(result);
        if (result?.outcome !== 'handled') continue;
        await queue.remove(message);
        staying.delete(message);
      }
      if (messages.length === 0) return redriven;
    }
  } finally {
    clearInterval(heartbeat);
    await Promise.allSettled([...staying].map((message) => queue.giveBack(message)));
  }
}

async function redrive(
  { text, headers }: Received,
  handlers: ReadonlyMap<string, EventHandler>,
  options: RedriveOptions,
): Promise<Redriven | undefined> {
  const letter = readDeadLetter({ text, type: headers['type'] ?? '', header: (name) => headers[name] });
  return isWanted(letter, options) ? redriveOne(letter, text, handlers, options) : undefined;
}
