import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { backoffMs } from './bus.ts';
import type { Logger } from './logger.ts';
import type { Received, SqsQueue } from './sqs-queue.ts';

/** What becomes of a message: it is settled, left for another process, or comes again later. */
export type Verdict = 'done' | 'leave' | { readonly againInMs: number; readonly attempts?: number };

export interface SqsSubscriptionOptions {
  readonly queue: Pick<SqsQueue, 'holdMs' | 'receive' | 'keep' | 'remove' | 'giveBack'>;
  readonly type: string;
  readonly log: Logger;
  /** Messages that are handled at once. */
  readonly concurrency: number;
  readonly handle: (message: Received, attempts: number) => Promise<Verdict>;
  /** Called when the queue did not answer, or refused. */
  readonly mend: (error: unknown) => Promise<void>;
}

interface Held {
  readonly message: Received;
  /** Aborted when others may have it. */
  readonly lost: AbortController;
}

// Messages that wait for a hand, for their group or for another try stay with their process: no more than so many.
const MAX_HELD = 1_000;
const POLL_S = 20;

/**
 * A queue as one process takes from it: side by side, those of a group in their order. A message that fails is kept and
 * tried again, with its group behind it, while others go on. What a process has when it ends comes again.
 */
export class SqsSubscription {
  private readonly options: SqsSubscriptionOptions;
  private readonly held = new Map<string, Held>();
  private readonly lanes = new Map<string, Promise<void>>();
  private readonly running = new Set<Promise<void>>();
  private readonly ending = new AbortController();
  private readonly heartbeat: NodeJS.Timeout;
  private readonly polling: Promise<void>;
  private busy = 0;
  private wakers: (() => void)[] = [];

  constructor(options: SqsSubscriptionOptions) {
    this.options = options;
    // Each message that waits for another try listens.
    setMaxListeners(0, this.ending.signal);
    this.heartbeat = setInterval(() => void this.keepHeld(), options.queue.holdMs / 3);
    this.polling = this.poll();
  }

  /** Lets what runs finish, and gives the rest back. */
  async stop(): Promise<void> {
    this.ending.abort();
    this.wake();
    await this.polling;
    await Promise.all(this.running);
    clearInterval(this.heartbeat);
  }

  private async poll(): Promise<void> {
    const { queue, concurrency, log, type } = this.options;
    const { signal } = this.ending;
    let attempt = randomUUID();
    for (let failures = 0; !signal.aborted;) {
      while ((this.busy >= concurrency || this.held.size >= MAX_HELD) && !signal.aborted) await this.nextWake();
      if (signal.aborted) return;
      try {
        const max = concurrency - this.busy;
        for (const message of await queue.receive({ max, waitSeconds: POLL_S, attempt, signal })) this.hold(message);
        attempt = randomUUID();
        failures = 0;
      } catch (error) {
        if (signal.aborted) return this.returnUnanswered(attempt);
        failures++;
        log.warn({ err: error, type }, 'subscription failed');
        await this.options.mend(error).catch(() => {});
        await pause(Math.min(500, backoffMs(failures)), signal);
      }
    }
  }

  /** What the queue has given to a question whose answer was not waited for. */
  private async returnUnanswered(attempt: string): Promise<void> {
    const { queue, log, type } = this.options;
    try {
      for (const message of await queue.receive({ max: 10, waitSeconds: 0, attempt })) await queue.giveBack(message);
    } catch (error) {
      log.debug({ err: error, type }, 'nothing given back');
    }
  }

  private hold(message: Received): void {
    const held = { message, lost: new AbortController() };
    this.held.set(message.handle, held);
    const holding = this.inLane(message.group, async () => this.settle(held))
      .catch((error: unknown) => {
        // Nobody keeps it from others any more, so it is delivered again.
        this.options.log.warn({ err: error, type: this.options.type, id: message.id }, 'event not settled');
      })
      .finally(() => {
        this.held.delete(message.handle);
        this.running.delete(holding);
        this.wake();
      });
    this.running.add(holding);
  }

  /** One answer may hold several messages of a group. Where one of them is not settled, those behind it are not begun. */
  private async inLane(group: string, run: () => Promise<void>): Promise<void> {
    const before = this.lanes.get(group);
    const mine = before ? before.then(run) : run();
    this.lanes.set(group, mine);
    try {
      await mine;
    } finally {
      if (this.lanes.get(group) === mine) this.lanes.delete(group);
    }
  }

  private async settle({ message, lost }: Held): Promise<void> {
    const { queue, handle } = this.options;
    const stop = AbortSignal.any([this.ending.signal, lost.signal]);
    for (let attempts = message.receives; !stop.aborted; attempts++) {
      const verdict = await this.inHand(stop, async () => handle(message, attempts));
      if (verdict === 'done') return queue.remove(message);
      if (verdict === 'leave') break;
      attempts = verdict.attempts ?? attempts;
      await pause(verdict.againInMs, stop);
    }
    if (lost.signal.aborted) throw new Error('others may have it by now');
    await queue.giveBack(message);
  }

  private async inHand(stop: AbortSignal, run: () => Promise<Verdict>): Promise<Verdict> {
    while (this.busy >= this.options.concurrency && !stop.aborted) await this.nextWake();
    if (stop.aborted) return 'leave';
    this.busy++;
    try {
      return await run();
    } finally {
      this.busy--;
      this.wake();
    }
  }

  private async keepHeld(): Promise<void> {
    const { queue, log, type } = this.options;
    try {
      const lost = await queue.keep([...this.held.values()].map(({ message }) => message));
      for (const { handle } of lost) this.held.get(handle)?.lost.abort();
    } catch (error) {
      log.warn({ err: error, type }, 'events not kept from others');
    }
  }

  private async nextWake(): Promise<void> {
    await new Promise<void>((resolve) => this.wakers.push(resolve));
  }

  private wake(): void {
    for (const waker of this.wakers.splice(0)) waker();
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
