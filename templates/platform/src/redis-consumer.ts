import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from './bus.ts';
import type { Logger } from './logger.ts';
import type { RedisStream, StreamEntry } from './redis-stream.ts';

/** What becomes of an entry: it is done, another process shall have it, or it comes again later. */
export type Verdict = 'done' | 'give back' | { readonly againInMs: number; readonly attempts?: number };

export interface RedisConsumerOptions {
  readonly stream: RedisStream;
  readonly log: Logger;
  /** Entries that are handled at once. */
  readonly concurrency: number;
  readonly handle: (entry: StreamEntry) => Promise<Verdict>;
  readonly closing: AbortSignal;
}

// Entries that wait for another try stay in the hands of their process: no more than so many.
const MAX_WAITING = 1_000;
const IDLE_CONSUMER_MS = 3_600_000;

/** Consumes a stream until `closing`, side by side, or one after the other when `concurrency` is 1. */
export async function consumeStream(options: RedisConsumerOptions): Promise<void> {
  const { stream, log, closing } = options;
  const consume = options.concurrency === 1 ? consumeInOrder : consumeSideBySide;
  for (let failures = 0; !closing.aborted;) {
    try {
      await consume(options, () => (failures = 0));
    } catch (error) {
      if (closing.aborted) return;
      failures++;
      log.warn({ err: error, type: stream.type }, 'subscription failed');
      if (String(error).includes('NOGROUP')) await stream.restoreGroup().catch(() => {});
      await pause(Math.min(500, backoffMs(failures)), closing);
    }
  }
}

/** Takes entries while there are hands free for them; those that wait for another try need none. */
async function consumeSideBySide(options: RedisConsumerOptions, onProgress: () => void): Promise<void> {
  const { stream, concurrency, closing } = options;
  const hands = new Hands(options);
  let nextClaimAt = 0;
  try {
    while (!closing.aborted) {
      await hands.oneFree();
      const free = concurrency - hands.busy;
      if (Date.now() >= nextClaimAt) {
        for (const entry of await stream.claim(free, stream.ackWaitMs)) hands.take(entry);
        await stream.forgetIdleConsumers(IDLE_CONSUMER_MS);
        nextClaimAt = Date.now() + stream.ackWaitMs / 2;
      } else {
        for (const entry of await stream.read(free)) hands.take(entry);
      }
      onProgress();
    }
  } finally {
    await hands.empty();
  }
}

/** What a process holds of a stream. */
class Hands {
  busy = 0;
  private readonly options: RedisConsumerOptions;
  private readonly holding = new Map<string, Promise<void>>();
  private readonly ending = new AbortController();
  private readonly heartbeat: NodeJS.Timeout;
  private wakers: (() => void)[] = [];

  constructor(options: RedisConsumerOptions) {
    this.options = options;
    const { stream } = options;
    // Each entry that waits for another try listens.
    setMaxListeners(0, this.ending.signal);
    const keep = (): void => void stream.keep([...this.holding.keys()]).catch(() => {});
    this.heartbeat = setInterval(keep, stream.ackWaitMs / 3);
  }

  async oneFree(): Promise<void> {
    while (this.busy >= this.options.concurrency || this.holding.size - this.busy >= MAX_WAITING) {
      await new Promise<void>((resolve) => this.wakers.push(resolve));
    }
  }

  take(entry: StreamEntry): void {
    if (this.holding.has(entry.id)) return;
    const holding = this.hold(entry)
      .catch((error: unknown) => {
        // Nobody shows signs of life for it any more, so it is delivered again.
        this.options.log.warn({ err: error, type: this.options.stream.type, id: entry.id }, 'event not settled');
      })
      .finally(() => {
        this.holding.delete(entry.id);
        this.wake();
      });
    this.holding.set(entry.id, holding);
  }

  /** Lets what runs finish; what waits for another try is given back. */
  async empty(): Promise<void> {
    this.ending.abort();
    await Promise.all(this.holding.values());
    clearInterval(this.heartbeat);
  }

  private async hold(first: StreamEntry): Promise<void> {
    const { stream } = this.options;
    for (let entry: StreamEntry | undefined = first; entry; entry = await stream.again(entry.id)) {
      const verdict = await this.handle(entry);
      if (verdict === 'done') return stream.acknowledge(entry.id);
      if (verdict !== 'give back') {
        if (verdict.attempts !== undefined) await stream.setAttempts(entry.id, verdict.attempts);
        await pause(verdict.againInMs, this.ending.signal);
      }
      if (verdict === 'give back' || this.ending.signal.aborted) return stream.giveBack([entry.id]);
    }
  }

  private async handle(entry: StreamEntry): Promise<Verdict> {
    while (this.busy >= this.options.concurrency) await new Promise<void>((resolve) => this.wakers.push(resolve));
    this.busy++;
    try {
      return await this.options.handle(entry);
    } finally {
      this.busy--;
      this.wake();
    }
  }

  private wake(): void {
    for (const waker of this.wakers.splice(0)) waker();
  }
}

/** Handles one entry after the other, of all processes together, an entry that fails until it is settled. */
async function consumeInOrder(options: RedisConsumerOptions, onProgress: () => void): Promise<void> {
  const { stream, closing } = options;
  while (!(await stream.lease())) {
    onProgress();
    await pause(Math.min(500, stream.ackWaitMs / 4), closing);
    if (closing.aborted) return;
  }
  const lost = new AbortController();
  const renew = async (): Promise<void> => {
    if (!(await stream.renewLease())) lost.abort(new Error('another process has taken the stream over'));
  };
  const heartbeat = setInterval(() => void renew().catch((error: unknown) => lost.abort(error)), stream.ackWaitMs / 3);
  try {
    // First what the last process has left.
    let leftovers = true;
    while (!closing.aborted) {
      lost.signal.throwIfAborted();
      const entries: StreamEntry[] = leftovers ? await stream.claim(1, 0) : await stream.read(1);
      if (leftovers && entries.length === 0) leftovers = false;
      for (const entry of entries) await settleInPlace(options, entry, AbortSignal.any([closing, lost.signal]));
      onProgress();
    }
  } finally {
    clearInterval(heartbeat);
    await stream.releaseLease().catch(() => {});
  }
}

async function settleInPlace(
  { stream, handle }: RedisConsumerOptions,
  first: StreamEntry,
  stop: AbortSignal,
): Promise<void> {
  for (let entry: StreamEntry | undefined = first; entry; entry = await stream.again(entry.id)) {
    const verdict = await handle(entry);
    if (verdict === 'done') return stream.acknowledge(entry.id);
    if (verdict === 'give back') return;
    if (verdict.attempts !== undefined) await stream.setAttempts(entry.id, verdict.attempts);
    await pause(verdict.againInMs, stop);
    if (stop.aborted) return;
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
