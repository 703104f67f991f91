import { setTimeout as sleep } from 'node:timers/promises';
import {
  jetstream,
  jetstreamManager,
  type Consumer,
  type ConsumerMessages,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
} from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import {
  createEvent,
  handleEvent,
  MAX_CRASHES,
  NoEvent,
  parseEvent,
  RETRY_DELAYS_MS,
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
import { FailureStreak, longestWait, NoTurn } from './failure-streak.ts';
import type { Logger } from './logger.ts';
import { DEAD_LETTERS, natsHeaders, NatsStreams } from './nats-streams.ts';

export interface NatsBusOptions extends BusOptions {
  /** `nats://host:4222` */
  readonly url: string;
  readonly service: string;
  readonly log: Logger;
  /** Events that are handled at once, 10 unless said otherwise. With 1, one at a time for all processes, in their order. */
  readonly concurrency?: number;
  /** After this silence of a handler's process, 30 s unless said otherwise, its event is delivered to another one. */
  readonly ackWaitMs?: number;
  /** Tries of the first connection, one every two seconds; a lost connection is tried again for ever. */
  readonly connectAttempts?: number;
}

/**
 * Events on NATS JetStream: a stream per event type, a durable consumer per service and type.
 * Events that failed too often go to the stream `dead-letters`, subject `dead-letters.<service>.<type>`.
 */
export class NatsBus implements EventBus {
  readonly keepsOrder: boolean;
  private readonly service: string;
  private readonly log: Logger;
  private readonly connection: NatsConnection;
  private readonly client: JetStreamClient;
  private readonly streams: NatsStreams;
  private readonly concurrency: number;
  private readonly ackWaitMs: number;
  private readonly retryDelaysMs: readonly number[];
  private readonly options: NatsBusOptions;
  private readonly consumes: boolean;
  private readonly handlers = new Map<string, EventHandler>();
  private readonly consuming = new Set<ConsumerMessages>();
  private readonly running = new Set<Promise<void>>();
  private readonly closing = new AbortController();
  private connected = true;

  private constructor(options: NatsBusOptions, connection: NatsConnection, manager: JetStreamManager) {
    this.service = options.service;
    this.log = options.log;
    this.connection = connection;
    this.client = jetstream(connection);
    this.concurrency = options.concurrency ?? 10;
    this.keepsOrder = this.concurrency === 1;
    this.retryDelaysMs = options.retryDelaysMs ?? RETRY_DELAYS_MS;
    this.options = options;
    this.consumes = options.consume ?? true;
    this.ackWaitMs = options.ackWaitMs ?? 30_000;
    this.streams = new NatsStreams({
      manager,
      service: options.service,
      ackWaitMs: this.ackWaitMs,
      maxPending: this.keepsOrder ? 1 : 1_000,
    });
    void this.watchConnection();
  }

  /** Rejects when the broker cannot be reached. */
  static async connect(options: NatsBusOptions): Promise<NatsBus> {
    const { url, service, connectAttempts = 13 } = options;
    for (let attempt = 1; ; attempt++) {
      try {
        const reconnect = { maxReconnectAttempts: -1, reconnectTimeWait: 250, reconnectJitter: 250 };
        const connection = await connect({ servers: url, name: service, ...reconnect });
        return new NatsBus(options, connection, await jetstreamManager(connection));
      } catch (error) {
        if (attempt >= connectAttempts) throw error;
        options.log.warn({ err: error }, 'NATS is out of reach');
        await sleep(2_000);
      }
    }
  }

  async publish(type: string, data: unknown, options?: PublishOptions): Promise<void> {
    await this.send(createEvent(this.service, type, data, options));
  }

  async send(event: EventEnvelope): Promise<void> {
    // Otherwise the library would keep the event in memory, where a crash loses it.
    this.requireConnection();
    await this.streams.ensure(event.type);
    await this.client.publish(event.type, JSON.stringify(event), { msgID: event.id });
  }

  async subscribe(type: string, handler: EventHandler): Promise<void> {
    this.handlers.set(type, handler);
    if (!this.consumes) return;
    const consumer = await this.consumerOf(type);
    const { log, retryDelaysMs } = this;
    const { outageAfter } = this.options;
    const streak = new FailureStreak({ log, retryDelaysMs, outageAfter });
    void this.consume(type, consumer, (message) => this.handle(message, type, handler, streak));
  }

  async redrive(options: RedriveOptions = {}): Promise<Redriven[]> {
    const redriven: Redriven[] = [];
    for await (const message of this.streams.deadLetters()) {
      const text = message.string();
      const type = message.subject.slice(`dead-letters.${this.service}.`.length);
      const letter = readDeadLetter({ text, type, header: (name) => message.header.get(name) || undefined });
      if (!isWanted(letter, options)) continue;
      const result = await redriveOne(letter, text, this.handlers, options);
      if (result.outcome === 'handled') await this.streams.removeDeadLetter(message.seq);
      redriven.push(result);
      if (redriven.length === options.limit) break;
    }
    return redriven;
  }

  /** Asks the broker, because a connection that fell silent looks like one on which nothing happens. */
  async check(): Promise<void> {
    this.requireConnection();
    await this.connection.rtt();
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all([...this.consuming].map((messages) => messages.close()));
    await Promise.all(this.running);
    if (this.connected) await this.connection.drain();
    else await this.connection.close();
  }

  private requireConnection(): void {
    if (!this.connected) throw new Error('NATS is out of reach');
  }

  private async watchConnection(): Promise<void> {
    for await (const { type } of this.connection.status()) {
      if (type !== 'disconnect' && type !== 'reconnect' && type !== 'close') continue;
      this.connected = type === 'reconnect';
      // A broker that lost its disk needs its streams again.
      this.streams.forget();
      this.log.warn({ status: type }, 'NATS connection changed');
    }
  }

  private async consumerOf(type: string): Promise<Consumer> {
    const { stream, name } = await this.streams.ensureConsumer(type);
    return this.client.consumers.get(stream, name);
  }

  /** Consumes until the bus is closed, also when the consumer was deleted on the server. */
  private async consume(type: string, first: Consumer, handle: (message: JsMsg) => Promise<void>): Promise<void> {
    let consumer: Consumer | undefined = first;
    while (!this.closing.signal.aborted) {
      try {
        consumer ??= await this.consumerOf(type);
        const messages = await consumer.consume({
          max_messages: this.concurrency,
          abort_on_missing_resource: true,
          // Decides how soon it is noticed that the server has nothing to say because it knows no such consumer.
          expires: 5_000,
        });
        this.consuming.add(messages);
        if (this.closing.signal.aborted) await messages.close();
        await this.receive(messages, handle).finally(() => this.consuming.delete(messages));
      } catch (error) {
        this.log.warn({ err: error, type }, 'subscription failed');
      }
      consumer = undefined;
      this.streams.forget();
      await sleep(1_000, undefined, { signal: this.closing.signal }).catch(() => {});
    }
  }

  /** Takes messages while there are hands free for them; those that wait for a retry need none. */
  private async receive(messages: ConsumerMessages, handle: (message: JsMsg) => Promise<void>): Promise<void> {
    const busy = new Set<Promise<void>>();
    for await (const message of messages) {
      // Back to the broker with what had come already, for another process.
      if (this.closing.signal.aborted) message.nak();
      else {
        const handling = handle(message).finally(() => {
          busy.delete(handling);
          this.running.delete(handling);
        });
        busy.add(handling);
        this.running.add(handling);
        if (busy.size >= this.concurrency) await Promise.race(busy);
      }
    }
  }

  private async handle(message: JsMsg, type: string, handler: EventHandler, streak: FailureStreak): Promise<void> {
    const { deliveryCount: attempts } = message.info;
    const stillWorking = setInterval(() => message.working(), this.ackWaitMs / 3);
    try {
      if (this.endsProcesses(message)) throw new NoEvent('it ended the process each time');
      const event = parseEvent(message.string());
      await streak.run(() => handleEvent(event, handler, this.options.handlerTimeoutMs), this.closing.signal);
      message.ack();
    } catch (error) {
      if (error instanceof NoTurn) return message.nak();
      this.log.warn({ err: error, type, attempts }, 'event handler failed');
      const delayMs = streak.waitAfter(error, attempts);
      if (delayMs === undefined) await this.setAside(message, type, error);
      else message.nak(delayMs);
    } finally {
      clearInterval(stillWorking);
    }
  }

  /** Whether there were more deliveries than the waits of an outage as old as the event explain. */
  private endsProcesses({ info, time }: JsMsg): boolean {
    const waits = (Date.now() - time.getTime()) / longestWait(this.retryDelaysMs);
    return info.deliveryCount - waits > MAX_CRASHES;
  }

  /** The copy is confirmed before the original is given up; if that fails, the original comes again. */
  private async setAside(message: JsMsg, type: string, error: unknown): Promise<void> {
    try {
      await this.streams.ensure(DEAD_LETTERS);
      const headers = natsHeaders(deadLetterHeaders(error, message.info.deliveryCount));
      await this.client.publish(`dead-letters.${this.service}.${type}`, message.data, { headers });
      message.term('failed too often');
      this.log.error({ type }, 'event set aside as a dead letter');
    } catch (failure) {
      this.log.error({ err: failure, type }, 'event could not be set aside');
      message.nak(1_000);
    }
  }
}
