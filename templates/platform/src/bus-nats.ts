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
  MAX_DELIVERIES,
  parseEvent,
  redeliveryDelayMs,
  type EventBus,
  type EventHandler,
  type PublishOptions,
} from './bus.ts';
import type { Logger } from './logger.ts';
import { ACK_WAIT_MS, DEAD_LETTERS, NatsStreams } from './nats-streams.ts';

/** A pull for messages; a consumer that is gone is noticed after two halves of it without a sign of life. */
const PULL_MS = 10_000;

export interface NatsBusOptions {
  /** `nats://host:4222` */
  readonly url: string;
  readonly service: string;
  readonly log: Logger;
  readonly concurrency?: number;
  /** Tries of the first connection, one every two seconds; a lost connection is tried again for ever. */
  readonly connectAttempts?: number;
}

/**
 * Events on NATS JetStream: a stream per event type, a durable consumer per service and type.
 * Events that failed too often go to the stream `dead-letters`, subject `dead-letters.<service>.<type>`.
 */
export class NatsBus implements EventBus {
  private readonly service: string;
  private readonly log: Logger;
  private readonly connection: NatsConnection;
  private readonly client: JetStreamClient;
  private readonly streams: NatsStreams;
  private readonly consuming = new Set<ConsumerMessages>();
  private readonly running = new Set<Promise<void>>();
  private readonly closing = new AbortController();
  private connected = true;

  private constructor(options: NatsBusOptions, connection: NatsConnection, manager: JetStreamManager) {
    this.service = options.service;
    this.log = options.log;
    this.connection = connection;
    this.client = jetstream(connection);
    this.streams = new NatsStreams(manager, options.service, options.concurrency ?? 10);
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
    // Otherwise the library would keep the event in memory, where a crash loses it.
    await this.check();
    const event = createEvent(this.service, type, data, options);
    await this.streams.ensure(type);
    await this.client.publish(type, JSON.stringify(event), { msgID: event.id });
  }

  async subscribe(type: string, handler: EventHandler): Promise<void> {
    const consumer = await this.consumerOf(type);
    void this.consume(type, consumer, handler);
  }

  async check(): Promise<void> {
    if (!this.connected) throw new Error('NATS is out of reach');
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all([...this.consuming].map((messages) => messages.close()));
    await Promise.all(this.running);
    if (this.connected) await this.connection.drain();
    else await this.connection.close();
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
  private async consume(type: string, first: Consumer, handler: EventHandler): Promise<void> {
    let consumer: Consumer | undefined = first;
    while (!this.closing.signal.aborted) {
      try {
        consumer ??= await this.consumerOf(type);
        const callback = (message: JsMsg): void => this.receive(message, type, handler);
        const messages = await consumer.consume({ callback, abort_on_missing_resource: true, expires: PULL_MS });
        this.consuming.add(messages);
        if (this.closing.signal.aborted) await messages.close();
        await messages.closed();
        this.consuming.delete(messages);
      } catch (error) {
        this.log.warn({ err: error, type }, 'subscription failed');
      }
      consumer = undefined;
      this.streams.forget();
      await sleep(1_000, undefined, { signal: this.closing.signal }).catch(() => {});
    }
  }

  private receive(message: JsMsg, type: string, handler: EventHandler): void {
    const handling = this.handle(message, type, handler).finally(() => this.running.delete(handling));
    this.running.add(handling);
  }

  private async handle(message: JsMsg, type: string, handler: EventHandler): Promise<void> {
    const { deliveryCount } = message.info;
    const stillWorking = setInterval(() => message.working(), ACK_WAIT_MS / 3);
    try {
      // Above the limit only when a process died while it handled the event.
      if (deliveryCount > MAX_DELIVERIES) return await this.setAside(message, type);
      await handleEvent(parseEvent(message.string()), handler);
      message.ack();
    } catch (error) {
      this.log.warn({ err: error, type, delivery: deliveryCount }, 'event handler failed');
      if (deliveryCount < MAX_DELIVERIES) message.nak(redeliveryDelayMs(deliveryCount));
      else await this.setAside(message, type);
    } finally {
      clearInterval(stillWorking);
    }
  }

  /** The copy is confirmed before the original is given up; if that fails, the original comes again. */
  private async setAside(message: JsMsg, type: string): Promise<void> {
    try {
      await this.streams.ensure(DEAD_LETTERS);
      await this.client.publish(`dead-letters.${this.service}.${type}`, message.data);
      message.term('failed too often');
      this.log.error({ type }, 'event set aside as a dead letter');
    } catch (error) {
      this.log.error({ err: error, type }, 'event could not be set aside');
      message.nak(redeliveryDelayMs(MAX_DELIVERIES));
    }
  }
}
