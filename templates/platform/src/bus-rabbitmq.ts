import { randomUUID } from 'node:crypto';
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
  parseEvent,
  RETRY_DELAYS_MS,
  type BusOptions,
  type EventBus,
  type EventEnvelope,
  type EventHandler,
  type PublishOptions,
} from './bus.ts';
import { deadLetterHeaders, type Redriven, type RedriveOptions } from './dead-letters.ts';
import { FailureStreak, longestWait, NoTurn } from './failure-streak.ts';
import type { Logger } from './logger.ts';
import { confirmation, deadLetterQueue, declareQueues, redriveQueue, retryQueue, settle } from './rabbitmq-queues.ts';

export interface RabbitBusOptions extends BusOptions {
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

interface NextPlace {
  readonly queue: string;
  readonly about: Readonly<Record<string, unknown>>;
}

// How many times an event was handled in vain; a message that waits for its retry is a new one to the broker.
const FAILURES = 'x-failures';

/**
 * Events on RabbitMQ: one durable topic exchange, one quorum queue per service bound to the types that it subscribes to.
 * Failed events wait in queues `retry.<service>.<ms>`, and end in `dead-letters.<service>`.
 */
export class RabbitBus implements EventBus {
  readonly keepsOrder = false;
  private readonly service: string;
  private readonly log: Logger;
  private readonly exchange: string;
  private readonly concurrency: number;
  private readonly publishTimeoutMs: number;
  private readonly retryDelaysMs: readonly number[];
  private readonly options: RabbitBusOptions;
  private readonly consumes: boolean;
  private readonly handlers = new Map<string, EventHandler>();
  private readonly streaks = new Map<string, FailureStreak>();
  /** Copies whose queue is not there, by correlation id. */
  private readonly returns = new Map<string, () => void>();
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
    this.retryDelaysMs = options.retryDelaysMs ?? RETRY_DELAYS_MS;
    this.options = options;
    this.consumes = options.consume ?? true;
  }

  /** Rejects when the broker cannot be reached. */
  static async connect(options: RabbitBusOptions): Promise<RabbitBus> {
    const bus = new RabbitBus(options);
    await bus.open(options.url, options.connectAttempts ?? 50);
    return bus;
  }

  async publish(type: string, data: unknown, options?: PublishOptions): Promise<void> {
    await this.send(createEvent(this.service, type, data, options));
  }

  async send(event: EventEnvelope): Promise<void> {
    const { channel } = this;
    if (!channel) throw new Error('RabbitMQ is out of reach');
    const { id: messageId, type } = event;
    const properties = { persistent: true, messageId, type, contentType: 'application/cloudevents+json' };
    // Not mandatory: an event that nobody subscribes to is no failure.
    await new Promise<void>((resolve, reject) => {
      const content = Buffer.from(JSON.stringify(event));
      channel.publish(this.exchange, type, content, properties, confirmation(this.publishTimeoutMs, resolve, reject));
    });
  }

  async subscribe(type: string, handler: EventHandler): Promise<void> {
    this.handlers.set(type, handler);
    const { channel } = this;
    if (!channel || !this.consumes) return;
    this.consuming ??= this.consume(channel);
    await this.consuming;
    await channel.bindQueue(this.service, this.exchange, type);
  }

  async redrive(options: RedriveOptions = {}): Promise<Redriven[]> {
    if (!this.connection || !this.channel) throw new Error('RabbitMQ is out of reach');
    const channel = await this.connection.createChannel();
    try {
      return await redriveQueue(channel, this.service, this.handlers, options);
    } finally {
      await channel.close();
    }
  }

  /** Asks the broker, because a connection that fell silent looks like one on which nothing happens. */
  async check(): Promise<void> {
    if (!this.channel) throw new Error('RabbitMQ is out of reach');
    await this.channel.checkExchange(this.exchange);
  }

  async close(): Promise<void> {
    this.closing.abort();
    if (this.channel && this.consuming) await this.channel.cancel(await this.consuming);
    await Promise.all(this.running);
    await this.connection?.close();
  }

  private async open(url: string, attempts: number): Promise<void> {
    const setup = (model: ChannelModel): Promise<void> => this.setUp(model);
    const recovery = { setup, maxDelay: 600, initialMaxRetries: attempts - 1 };
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
    // Comes before the confirmation, which a message without a queue gets as well.
    channel.on('return', ({ properties }) => this.returns.get(String(properties.correlationId))?.());
    await channel.prefetch(this.concurrency);
    await channel.assertExchange(this.exchange, 'topic', { durable: true });
    this.channel = channel;
    if (this.handlers.size === 0 || !this.consumes) return;
    this.consuming = this.consume(channel);
    await this.consuming;
  }

  private async consume(channel: ConfirmChannel): Promise<string> {
    await declareQueues(channel, this.service, this.retryDelaysMs);
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
    const { type = '', messageId: id, headers = {} } = message.properties;
    const attempts = Number(headers[FAILURES] ?? 0) + 1;
    const streak = this.streakOf(type);
    try {
      await this.deliver(message, streak);
    } catch (error) {
      const { queue, about } = this.nextPlace(error, attempts, streak);
      if (!(error instanceof NoTurn)) this.log.warn({ err: error, type, id, attempts, queue }, 'event handler failed');
      const moved = await this.move(channel, message, queue, { ...headers, ...about });
      if (!moved) return settle(() => channel.nack(message, false, true));
    }
    settle(() => channel.ack(message));
  }

  private async deliver(message: ConsumeMessage, streak: FailureStreak): Promise<void> {
    const event = parseEvent(message.content.toString());
    const handler = this.handlers.get(event.type);
    if (!handler) throw new Error(`"${this.service}" does not subscribe to "${event.type}"`);
    // The queue has events of other types as well, so that none may be held until its turn.
    await streak.runNow(() => handleEvent(event, handler, this.options.handlerTimeoutMs));
  }

  private streakOf(type: string): FailureStreak {
    const { log, retryDelaysMs } = this;
    const { outageAfter } = this.options;
    const streak = this.streaks.get(type) ?? new FailureStreak({ log, retryDelaysMs, outageAfter });
    this.streaks.set(type, streak);
    return streak;
  }

  /** Where an event goes that was not handled, and with which headers. What an outage makes fail is not held against it. */
  private nextPlace(error: unknown, attempts: number, streak: FailureStreak): NextPlace {
    const noTurn = error instanceof NoTurn;
    const delayMs = noTurn ? longestWait(this.retryDelaysMs) : streak.waitAfter(error, attempts);
    if (delayMs === undefined) {
      this.log.error({ err: error, attempts }, 'event set aside as a dead letter');
      return { queue: deadLetterQueue(this.service), about: deadLetterHeaders(error, attempts) };
    }
    const failures = noTurn || streak.outage ? attempts - 1 : attempts;
    return { queue: retryQueue(this.service, delayMs), about: { [FAILURES]: failures } };
  }

  /** The broker confirms the copy before the original is given up. Resolves with whether it did. */
  private async move(
    channel: ConfirmChannel,
    { content, fields, properties }: ConsumeMessage,
    queue: string,
    headers: Record<string, unknown>,
  ): Promise<boolean> {
    const correlationId = randomUUID();
    try {
      const { messageId, type = fields.routingKey, contentType } = properties;
      const kept = { persistent: true, mandatory: true, messageId, type, contentType, headers, correlationId };
      await new Promise<void>((resolve, reject) => {
        this.returns.set(correlationId, () => reject(new Error(`there is no queue "${queue}"`)));
        channel.sendToQueue(queue, content, kept, confirmation(this.publishTimeoutMs, resolve, reject));
      });
      return true;
    } catch (error) {
      this.log.error({ err: error, queue }, 'event could not be moved');
      return false;
    } finally {
      this.returns.delete(correlationId);
    }
  }
}
