import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  createEvent,
  handleEvent,
  MAX_CRASHES,
  NoEvent,
  parseEvent,
  type BusOptions,
  type EventBus,
  type EventEnvelope,
  type EventHandler,
  type PublishOptions,
} from './bus.ts';
import {
  deadLetterHeaders,
  isWanted,
  readDeadLetter,
  redriveOne,
  type Redriven,
  type RedriveOptions,
} from './dead-letters.ts';
import { FailureStreak, NoTurn } from './failure-streak.ts';
import type { Logger } from './logger.ts';
import { consumeStream, type Verdict } from './redis-consumer.ts';
import {
  append,
  createRedisClient,
  ensureGroup,
  EVENT_FIELD,
  inTime,
  RedisStream,
  type RedisClient,
  type StreamEntry,
} from './redis-stream.ts';

export interface RedisBusOptions extends BusOptions {
  /** `redis://user:password@host:6379` */
  readonly url: string;
  readonly service: string;
  readonly log: Logger;
  /** Events of a type that are handled at once, 10 unless said otherwise. With 1, one at a time for all processes, in their order. */
  readonly concurrency?: number;
  /** After this silence of a handler's process, 30 s unless said otherwise, its event is delivered to another one. */
  readonly ackWaitMs?: number;
  /** Tries of the first connection, one every two seconds; a lost connection is tried again for ever. */
  readonly connectAttempts?: number;
  readonly publishTimeoutMs?: number;
}

/**
 * Events on Redis Streams: a stream per event type, a consumer group per service. Events that failed too often go to the
 * stream `dead-letters.<service>`. What Redis has survives its restart when it keeps an append-only file.
 */
export class RedisBus implements EventBus {
  readonly keepsOrder: boolean;
  private readonly options: RedisBusOptions;
  private readonly service: string;
  private readonly log: Logger;
  private readonly client: RedisClient;
  private readonly concurrency: number;
  private readonly publishTimeoutMs: number;
  private readonly consumer = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  private readonly handlers = new Map<string, EventHandler>();
  private readonly readers = new Set<RedisClient>();
  private readonly consuming = new Set<Promise<void>>();
  private readonly closing = new AbortController();

  private constructor(options: RedisBusOptions, client: RedisClient) {
    this.options = options;
    this.service = options.service;
    this.log = options.log;
    this.client = client;
    this.concurrency = options.concurrency ?? 10;
    this.keepsOrder = this.concurrency === 1;
    this.publishTimeoutMs = options.publishTimeoutMs ?? 5_000;
  }

  /** Rejects when the broker cannot be reached. */
  static async connect(options: RedisBusOptions): Promise<RedisBus> {
    const bus = new RedisBus(options, createRedisClient(options.url, options.service, options.connectAttempts ?? 13));
    await bus.open(bus.client);
    const persistence = await bus.client.info('persistence').catch(() => '');
    if (persistence.includes('aof_enabled:0'))
      options.log.warn('Redis keeps no append-only file: a restart of it loses events');
    return bus;
  }

  async publish(type: string, data: unknown, options?: PublishOptions): Promise<void> {
    await this.send(createEvent(this.service, type, data, options));
  }

  async send(event: EventEnvelope): Promise<void> {
    this.requireConnection();
    await this.inTime(() => append(this.client, event.type, JSON.stringify(event)));
  }

  async subscribe(type: string, handler: EventHandler): Promise<void> {
    this.handlers.set(type, handler);
    if (this.options.consume === false) return;
    const reader = createRedisClient(this.options.url, this.service, Infinity);
    this.readers.add(reader);
    await this.open(reader);
    const { client, service, consumer, log, concurrency } = this;
    const ackWaitMs = this.options.ackWaitMs ?? 30_000;
    const stream = new RedisStream({ client, reader, type, service, consumer, ackWaitMs });
    await ensureGroup(this.client, type, service, '$');
    const { retryDelaysMs, outageAfter } = this.options;
    const streak = new FailureStreak({ log, retryDelaysMs, outageAfter });
    const handle = (entry: StreamEntry): Promise<Verdict> => this.handle(stream, entry, handler, streak);
    this.consuming.add(consumeStream({ stream, log, concurrency, handle, closing: this.closing.signal }));
  }

  async redrive(options: RedriveOptions = {}): Promise<Redriven[]> {
    const redriven: Redriven[] = [];
    const stream = deadLetterStream(this.service);
    // Those that fail stay where they are, and those that come meanwhile are left for the next time.
    const last = (await this.client.xRevRange(stream, '+', '-', { COUNT: 1 }))?.[0]?.id;
    for (let from = '-'; last !== undefined;) {
      const [entry] = (await this.client.xRange(stream, from, last, { COUNT: 1 })) ?? [];
      if (!entry) break;
      from = `(${entry.id}`;
      const { [EVENT_FIELD]: text = '', type = '', ...headers } = entry.message;
      const letter = readDeadLetter({ text, type, header: (name) => headers[name] });
      if (!isWanted(letter, options)) continue;
      const result = await redriveOne(letter, text, this.handlers, options);
      if (result.outcome === 'handled') await this.client.xDel(stream, entry.id);
      redriven.push(result);
      if (redriven.length === options.limit) break;
    }
    return redriven;
  }

  async check(): Promise<void> {
    this.requireConnection();
    await this.inTime(() => this.client.ping());
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.consuming);
    for (const client of [...this.readers, this.client]) client.destroy();
  }

  private async open(client: RedisClient): Promise<void> {
    client.on('error', (error) => this.log.warn({ err: error }, 'Redis is out of reach'));
    await client.connect();
  }

  private requireConnection(): void {
    if (this.closing.signal.aborted) throw new Error('the event bus is closed');
    if (!this.client.isReady) throw new Error('Redis is out of reach');
  }

  private async inTime<T>(send: () => Promise<T>): Promise<T> {
    return inTime(this.client, this.publishTimeoutMs, send);
  }

  private async handle(
    stream: RedisStream,
    { id, text, attempts }: StreamEntry,
    handler: EventHandler,
    streak: FailureStreak,
  ): Promise<Verdict> {
    const { type } = stream;
    try {
      if (attempts > MAX_CRASHES) throw new NoEvent('it ended the process each time');
      const event = parseEvent(text);
      await streak.run(() => handleEvent(event, handler, this.options.handlerTimeoutMs), this.closing.signal);
      return 'done';
    } catch (error) {
      if (error instanceof NoTurn) return 'give back';
      this.log.warn({ err: error, type, attempts }, 'event handler failed');
      const againInMs = streak.waitAfter(error, attempts);
      if (againInMs !== undefined) return { againInMs, ...(streak.outage && { attempts: attempts - 1 }) };
      await this.setAside(stream, { id, text, attempts }, error);
      return 'done';
    }
  }

  /** In one step: an event is in its stream or among the dead letters, never in both, and never lost between them. */
  private async setAside({ type }: RedisStream, { id, text, attempts }: StreamEntry, error: unknown): Promise<void> {
    const letter = { [EVENT_FIELD]: text, type, ...deadLetterHeaders(error, attempts) };
    await this.client.multi().xAdd(deadLetterStream(this.service), '*', letter).xAck(type, this.service, id).exec();
    this.log.error({ type, attempts }, 'event set aside as a dead letter');
  }
}

function deadLetterStream(service: string): string {
  return `dead-letters.${service}`;
}
