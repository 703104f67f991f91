import { setTimeout as sleep } from 'node:timers/promises';
import {
  connect,
  type ChannelModel,
  type ConfirmChannel,
  type ConsumeMessage,
  type RecoveringChannelModel,
} from 'amqplib';
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

export interface RabbitBusOptions {
  /** `amqp://user:password@host:5672` */
  readonly url: string;
  readonly service: string;
  readonly log: Logger;
  readonly exchange?: string;
  readonly concurrency?: number;
  /** Tries of the first connection, some 25 s in all; a lost connection is tried again for ever. */
  readonly connectAttempts?: number;
  readonly publishTimeoutMs?: number;
}

/**
 * Events on RabbitMQ: one durable topic exchange, one quorum queue per service bound to the types that it subscribes to.
 * The broker counts the deliveries and moves an event that failed too often to `<service>.dead`.
 */
export class RabbitBus implements EventBus {
  private readonly service: string;
  private readonly log: Logger;
  private readonly exchange: string;
  private readonly concurrency: number;
  private readonly publishTimeoutMs: number;
  private readonly handlers = new Map<string, EventHandler>();
  private readonly running = new Set<Promise<void>>();
  private readonly closing = new AbortController();
  private connection: RecoveringChannelModel | undefined;
  private channel: ConfirmChannel | undefined;
  private consuming: Promise<string> | undefined;

  private constructor(options: RabbitBusOptions) {
    this.service = options.service;
    this.log = options.log;
    this.exchange = options.exchange ?? 'events';
    this.concurrency = options.concurrency ?? 10;
    this.publishTimeoutMs = options.publishTimeoutMs ?? 5_000;
  }

  /** Rejects when the broker cannot be reached. */
  static async connect(options: RabbitBusOptions): Promise<RabbitBus> {
    const bus = new RabbitBus(options);
    await bus.open(options.url, options.connectAttempts ?? 11);
    return bus;
  }

  async publish(type: string, data: unknown, options?: PublishOptions): Promise<void> {
    const { channel } = this;
    if (!channel) throw new Error('RabbitMQ is out of reach');
    const event = createEvent(this.service, type, data, options);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('RabbitMQ did not confirm in time')), this.publishTimeoutMs);
      const confirmed = (error: Error | null): void => {
        clearTimeout(timer);
        if (error) reject(error);
        else resolve();
      };
      // Not mandatory: an event that nobody subscribes to is no failure.
      channel.publish(
        this.exchange,
        type,
        Buffer.from(JSON.stringify(event)),
        { persistent: true, messageId: event.id, type, contentType: 'application/cloudevents+json' },
        confirmed,
      );
    });
  }

  async subscribe(type: string, handler: EventHandler): Promise<void> {
    this.handlers.set(type, handler);
    const { channel } = this;
    if (!channel) return;
    this.consuming ??= this.consume(channel);
    await this.consuming;
    await channel.bindQueue(this.service, this.exchange, type);
  }

  async check(): Promise<void> {
    if (!this.channel) throw new Error('RabbitMQ is out of reach');
  }

  async close(): Promise<void> {
    this.closing.abort();
    if (this.channel && this.consuming) await this.channel.cancel(await this.consuming);
    await Promise.all(this.running);
    await this.connection?.close();
  }

  private async open(url: string, attempts: number): Promise<void> {
    const setup = (model: ChannelModel): Promise<void> => this.setUp(model);
    const recovery = { setup, maxDelay: 5_000, initialMaxRetries: attempts - 1 };
    this.connection = await connect(url, { timeout: 5_000, recovery });
    this.connection.on('error', (error) => this.log.warn({ err: error }, 'RabbitMQ connection failed'));
    this.connection.on('connect-failed', (error) => this.log.warn({ err: error }, 'RabbitMQ is out of reach'));
  }

  /** Declares everything anew with each connection, so that it does not matter what the broker still knows. */
  private async setUp(model: ChannelModel): Promise<void> {
    const channel = await model.createConfirmChannel();
    channel.on('error', (error) => this.log.warn({ err: error }, 'RabbitMQ channel failed'));
    channel.on('close', () => {
      if (this.channel !== channel) return;
      this.channel = undefined;
      this.consuming = undefined;
      // A channel can end while its connection lives on; a new connection brings a new channel.
      if (!this.closing.signal.aborted) void model.close().catch(() => {});
    });
    await channel.prefetch(this.concurrency);
    await channel.assertExchange(this.exchange, 'topic', { durable: true });
    this.channel = channel;
    if (this.handlers.size === 0) return;
    this.consuming = this.consume(channel);
    await this.consuming;
  }

  private async consume(channel: ConfirmChannel): Promise<string> {
    await declareQueues(channel, this.service);
    for (const type of this.handlers.keys()) await channel.bindQueue(this.service, this.exchange, type);
    const { consumerTag } = await channel.consume(this.service, (message) => this.receive(channel, message));
    return consumerTag;
  }

  private receive(channel: ConfirmChannel, message: ConsumeMessage | null): void {
    if (!message) {
      // The broker cancelled the consumer, for example because its queue was deleted.
      void channel.close().catch(() => {});
      return;
    }
    const handling = this.handle(channel, message).finally(() => this.running.delete(handling));
    this.running.add(handling);
  }

  private async handle(channel: ConfirmChannel, message: ConsumeMessage): Promise<void> {
    const failures = Number(message.properties.headers?.['x-delivery-count'] ?? 0);
    try {
      const event = parseEvent(message.content.toString());
      const handler = this.handlers.get(event.type);
      if (!handler) throw new Error(`"${this.service}" does not subscribe to "${event.type}"`);
      await handleEvent(event, handler);
      settle(() => channel.ack(message));
    } catch (error) {
      const { routingKey: type } = message.fields;
      this.log.warn({ err: error, type, id: message.properties.messageId, failures }, 'event handler failed');
      if (failures + 1 >= MAX_DELIVERIES) this.log.error({ type }, 'event set aside as a dead letter');
      else await sleep(redeliveryDelayMs(failures), undefined, { signal: this.closing.signal }).catch(() => {});
      settle(() => channel.nack(message, false, true));
    }
  }
}

/** On a channel that is gone nothing can be settled, and nothing must be: the broker delivers the message again. */
function settle(action: () => void): void {
  try {
    action();
  } catch {}
}

/** The service's queue, and the one for what it could not handle. The broker counts the deliveries. */
async function declareQueues(channel: ConfirmChannel, service: string): Promise<void> {
  const dead = `${service}.dead`;
  await channel.assertQueue(dead, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  await channel.assertQueue(service, {
    durable: true,
    arguments: {
      'x-queue-type': 'quorum',
      'x-delivery-limit': MAX_DELIVERIES - 1,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': dead,
      // Together: a dead letter is confirmed by its queue before it leaves this one.
      'x-dead-letter-strategy': 'at-least-once',
      'x-overflow': 'reject-publish',
    },
  });
}
