import { expect, it } from 'vitest';
import { Bulkhead } from '../src/bulkhead.ts';
import { BulkheadFull, CallAborted, DeadlineExceeded } from '../src/errors.ts';
import { failure } from './support/upstream.ts';

async function run<T>(bulkhead: Bulkhead, work: () => Promise<T>, timeoutMs: number, signal?: AbortSignal): Promise<T> {
  await bulkhead.enter(timeoutMs, signal);
  try {
    return await work();
  } finally {
    bulkhead.leave();
  }
}

function held(): { work: () => Promise<void>; finish: () => void } {
  let finish = (): void => {};
  const done = new Promise<void>((resolve) => (finish = resolve));
  return { work: () => done, finish };
}

it('gives the place of a waiting call that was aborted to another one', async () => {
  const bulkhead = new Bulkhead('payment', { concurrent: 1, queue: 1 });
  const first = held();
  const running = run(bulkhead, first.work, 10_000);
  const caller = new AbortController();
  const aborted = failure(
    run(bulkhead, async () => {}, 10_000, caller.signal),
    CallAborted,
  );
  await failure(
    run(bulkhead, async () => {}, 10_000),
    BulkheadFull,
  );
  caller.abort();
  await aborted;
  const waiting = run(bulkhead, async () => 'served', 10_000);
  first.finish();
  await running;
  expect(await waiting).toBe('served');
  expect(bulkhead).toMatchObject({ inFlight: 0, queued: 0 });
});

it('lets a call wait no longer than its deadline', async () => {
  const bulkhead = new Bulkhead('payment', { concurrent: 1, queue: 5 });
  const first = held();
  const running = run(bulkhead, first.work, 10_000);
  await failure(
    run(bulkhead, async () => {}, 20),
    DeadlineExceeded,
  );
  expect(bulkhead.queued).toBe(0);
  first.finish();
  await running;
});

it('serves those who wait in their order, one at a time', async () => {
  const bulkhead = new Bulkhead('payment', { concurrent: 1, queue: 3 });
  const order: number[] = [];
  await Promise.all([1, 2, 3].map((call) => run(bulkhead, async () => void order.push(call), 10_000)));
  expect(order).toEqual([1, 2, 3]);
});

it('frees the place of a call that fails', async () => {
  const bulkhead = new Bulkhead('payment', { concurrent: 1, queue: 0 });
  await failure(
    run(bulkhead, () => Promise.reject(new RangeError()), 1_000),
    RangeError,
  );
  expect(await run(bulkhead, async () => 'served', 1_000)).toBe('served');
});
