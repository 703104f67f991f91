import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Admin, Consumer, ConsumerGroupJoinEvent, EachBatchPayload, KafkaMessage } from 'kafkajs';
import { Partition, type Committed } from './kafka-partition.ts';
import type { Logger } from './logger.ts';

/** What becomes of a message: it is settled, left for another process, or comes again later. */
export type Verdict = 'done' | 'leave' | { readonly againInMs: number; readonly attempts?: number };

export interface KafkaSubscriptionOptions {
  readonly consumer: Consumer;
  readonly admin: Admin;
  readonly topic: string;
  readonly groupId: string;
  readonly log: Logger;
  /** Messages that are handled at once. */
  readonly concurrency: number;
  /** `crashes`: how many processes ended at it. */
  readonly handle: (message: KafkaMessage, tries: { attempts: number; crashes: number }) => Promise<Verdict>;
}

// Messages that wait for a hand, for their key or for another try stay with their process: no more than so many.
const MAX_HELD = 1_000;
const HEARTBEAT_MS = 1_000;
const SUSPENDED_MS = 50;

/**
 * A topic as one process of a group consumes it: side by side, what has the same key in its order. A message that fails is
 * kept and tried again while others go on; what is committed is that up to which everything is settled.
 */
export class KafkaSubscription {
  private readonly options: KafkaSubscriptionOptions;
  private readonly partitions = new Map<number, Promise<Partition>>();
  private readonly running = new Set<Promise<void>>();
  private readonly dirty = new Set<Partition>();
  private readonly ending = new AbortController();
  private committing: Promise<void> | undefined;
  private busy = 0;
  private wakers: (() => void)[] = [];

  constructor(options: KafkaSubscriptionOptions) {
    this.options = options;
    // Each message that waits for another try listens.
    setMaxListeners(0, this.ending.signal);
  }

  async start(): Promise<void> {
    const { consumer, topic } = this.options;
    consumer.on(consumer.events.GROUP_JOIN, (event) => void this.onJoin(event));
    await consumer.connect();
    // Where nothing was committed: a partition that was added later.
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: 10,
      eachBatch: async (payload) => this.takeBatch(payload),
    });
  }

  /** Lets what runs finish, and leaves the rest to others. */
  async stop(): Promise<void> {
    this.ending.abort();
    this.wake();
    await Promise.all(this.running);
    await this.committing;
    for (const partition of await this.opened()) await this.commit([partition], true).catch(() => {});
  }

  private async onJoin({ payload }: ConsumerGroupJoinEvent): Promise<void> {
    const assigned = new Set(payload.memberAssignment[this.options.topic]);
    for (const [index, partition] of this.partitions) {
      if (assigned.has(index)) continue;
      this.partitions.delete(index);
      (await partition).lost.abort();
    }
  }

  private async takeBatch(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    const partition = await this.partition(batch.partition);
    for (const message of batch.messages) {
      while (this.running.size >= MAX_HELD && !this.ending.signal.aborted) {
        await Promise.race([this.nextWake(), sleep(HEARTBEAT_MS)]);
        await payload.heartbeat();
      }
      if (this.ending.signal.aborted || !payload.isRunning() || payload.isStale()) return;
      if (partition.take(message)) this.hold(partition, message);
      payload.resolveOffset(message.offset);
    }
  }

  private async partition(index: number): Promise<Partition> {
    const known = this.partitions.get(index);
    if (known) return known;
    const opening = this.open(index);
    this.partitions.set(index, opening);
    opening.catch(() => this.partitions.delete(index));
    return opening;
  }

  private async open(index: number): Promise<Partition> {
    const { admin, groupId, topic } = this.options;
    const [group] = await admin.fetchOffsets({ groupId, topics: [topic] });
    const found = group?.partitions.find(({ partition }) => partition === index);
    const partition = new Partition(index, readCommitted(found));
    setMaxListeners(0, partition.lost.signal);
    if (Number(found?.offset ?? -1) >= 0) await this.commit([partition]);
    return partition;
  }

  private hold(partition: Partition, message: KafkaMessage): void {
    const holding = partition
      .inLane(message, async () => this.settle(partition, message))
      .catch((error: unknown) => {
        // It is not committed, so it is delivered again.
        this.options.log.warn({ err: error, type: this.options.topic, offset: message.offset }, 'event not settled');
      })
      .finally(() => {
        this.running.delete(holding);
        this.wake();
      });
    this.running.add(holding);
  }

  private async settle(partition: Partition, message: KafkaMessage): Promise<void> {
    const stop = AbortSignal.any([this.ending.signal, partition.lost.signal]);
    while (partition.isSuspended(message) && !stop.aborted) await pause(SUSPENDED_MS, stop);
    for (let attempts = 1; !stop.aborted; attempts++) {
      const verdict = await this.inHand(stop, async () =>
        this.options.handle(message, { attempts, crashes: partition.crashes(message) }),
      );
      if (verdict === 'leave') return;
      if (verdict === 'done') {
        partition.settle(message);
        if (!partition.lost.signal.aborted) this.commitSoon(partition);
        return;
      }
      attempts = verdict.attempts ?? attempts;
      await pause(verdict.againInMs, stop);
    }
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

  /** One commit at a time; what is settled meanwhile goes with the next one. */
  private commitSoon(partition: Partition): void {
    this.dirty.add(partition);
    this.committing ??= this.commitDirty().finally(() => (this.committing = undefined));
  }

  private async commitDirty(): Promise<void> {
    while (this.dirty.size > 0) {
      const partitions = [...this.dirty];
      this.dirty.clear();
      // Refused while the group changes: it goes with the next one, or is delivered again.
      await this.commit(partitions).catch((error: unknown) => {
        this.options.log.debug({ err: error, type: this.options.topic }, 'offsets not committed');
      });
    }
  }

  private async commit(partitions: readonly Partition[], leaving = false): Promise<void> {
    const { consumer, topic } = this.options;
    const offsets = partitions.map((partition) => {
      const { offset, starts } = partition.committed(leaving);
      return { topic, partition: partition.index, offset: String(offset), metadata: `starts=${starts}` };
    });
    await consumer.commitOffsets(offsets);
  }

  private async opened(): Promise<Partition[]> {
    const settled = await Promise.allSettled(this.partitions.values());
    return settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  }

  private async nextWake(): Promise<void> {
    await new Promise<void>((resolve) => this.wakers.push(resolve));
  }

  private wake(): void {
    for (const waker of this.wakers.splice(0)) waker();
  }
}

function readCommitted(found: { offset: string; metadata: string | null } | undefined): Committed {
  const starts = Number(/^starts=(\d+)$/.exec(found?.metadata ?? '')?.[1] ?? 0);
  return { offset: Math.max(0, Number(found?.offset ?? 0)), starts };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
