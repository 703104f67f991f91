import { expect, it } from 'vitest';
import { createLogger } from '../src/logger.ts';
import { SqsSubscription, type Verdict } from '../src/sqs-consumer.ts';
import type { ReceiveOptions, Received } from '../src/sqs-queue.ts';
import { until } from './support/upstream.ts';

const log = createLogger({ name: 'sqs', level: 'silent' });
const mend = async (): Promise<void> => {};
const message = (id: string, group: string): Received => ({
  id,
  text: id,
  group,
  receives: 1,
  handle: id,
  headers: {},
});

/** A queue that gives each batch once, several messages of a group together, as SQS does. */
function queueOf(...batches: Received[][]) {
  const told: string[] = [];
  const asked: ReceiveOptions[] = [];
  const lost = new Set<string>();
  return {
    told,
    asked,
    lost,
    holdMs: 30,
    receive: async (options: ReceiveOptions): Promise<Received[]> => {
      asked.push(options);
      const next = batches.shift();
      if (next) return next;
      if (options.waitSeconds === 0) return [message('late', 'late')];
      return new Promise((_, reject) => {
        options.signal?.addEventListener('abort', () => reject(new Error('aborted')));
      });
    },
    keep: async (held: readonly Received[]) => held.filter(({ id }) => lost.has(id)),
    remove: async ({ id }: Received) => void told.push(`removed ${id}`),
    giveBack: async ({ id }: Received) => void told.push(`gave back ${id}`),
  };
}

it('handles what arrived together in one group one after the other, also when the first one fails', async () => {
  const queue = queueOf([message('a1', 'a'), message('a2', 'a'), message('b1', 'b')]);
  const handled: string[] = [];
  let failed = false;
  const handle = async ({ id }: Received): Promise<Verdict> => {
    handled.push(id);
    if (id !== 'a1' || failed) return 'done';
    failed = true;
    return { againInMs: 20 };
  };
  const subscription = new SqsSubscription({ queue, type: 'order.created', log, concurrency: 10, handle, mend });
  await until(() => queue.told.length === 3, 'all were removed');
  expect(handled).toEqual(['a1', 'b1', 'a1', 'a2']);
  await subscription.stop();
});

it('gives back what waits when it is stopped, and what the queue gave to a question that nobody heard', async () => {
  const queue = queueOf([message('a1', 'a'), message('a2', 'a')]);
  const handle = async (): Promise<Verdict> => ({ againInMs: 60_000 });
  const subscription = new SqsSubscription({ queue, type: 'order.created', log, concurrency: 10, handle, mend });
  await until(() => queue.asked.length === 2, 'it asked for more');
  await subscription.stop();
  expect(queue.told.sort()).toEqual(['gave back a1', 'gave back a2', 'gave back late']);
  expect(queue.asked[2]?.attempt).toBe(queue.asked[1]?.attempt);
});

it('leaves alone what others may have by now, and what is behind it in its group', async () => {
  const queue = queueOf([message('a1', 'a'), message('a2', 'a')]);
  const handled: string[] = [];
  const handle = async ({ id }: Received): Promise<Verdict> => {
    handled.push(id);
    queue.lost.add('a1');
    return { againInMs: 60_000 };
  };
  const subscription = new SqsSubscription({ queue, type: 'order.created', log, concurrency: 10, handle, mend });
  await until(() => queue.lost.size === 1, 'it was handled');
  await new Promise((resolve) => setTimeout(resolve, 100));
  await subscription.stop();
  expect(handled).toEqual(['a1']);
  expect(queue.told.filter((line) => !line.includes('late'))).toEqual([]);
});
