import {
  createEvent,
  handleEvent,
  parseEvent,
  type BusOptions,
  type EventBus,
  type EventEnvelope,
  type EventHandler,
  type PublishOptions,
} from './bus.ts';
import { deadLetterHeaders, type Redriven, type RedriveOptions } from './dead-letters.ts';
import { FailureStreak, NoTurn } from './failure-streak.ts';
import type { Logger } from './logger.ts';
import { isGone, SqsBroker } from './sqs-broker.ts';
import { SqsSubscription, type Verdict } from './sqs-consumer.ts';
import { redriveQueue } from './sqs-dead-letters.ts';
import type { Received } from './sqs-queue.ts';

export interface SqsBusOptions extends BusOptions {
  /** `sqs://eu-central-1`, with the credentials that the environment gives; more at `SqsBrokerOptions`. */
  readonly url: string;
  readonly service: string;
  readonly log: Logger;
  /** Events of a type that are handled at once, 10 unless said otherwise; those of one key one after the other. */
  readonly concurrency?: number;
  /** After this silence of a handler's process, 30 s unless said otherwise, its event is delivered to another one. */
  readonly ackWaitMs?: number;
  /** Tries of the first connection, one every two seconds; a lost connection is tried again for ever. */
  readonly connectAttempts?: number;
  readonly publishTimeoutMs?: number;
}

/**
 * Events on AWS: a FIFO topic of SNS per event type, a FIFO queue of SQS per service and type, the key as message group.
 * Events that failed too often go to the queue `dead-letters_<service>.fifo`, and those that ended their process each time
 * are put there by SQS. Topics, queues and subscriptions are made.
 */
export class SqsBus implements EventBus {
  readonly keepsOrder = true;
  private readonly options: SqsBusOptions;
  private readonly log: Logger;
  private readonly broker: SqsBroker;
  private readonly handlers = new Map<string, EventHandler>();
  private readonly subscriptions: SqsSubscription[] = [];
  private readonly closing = new AbortController();

  private constructor(options: SqsBusOptions) {
    this.options = options;
    this.log = options.log;
    const { url, service, publishTimeoutMs: timeoutMs = 5_000, ackWaitMs = 30_000 } = options;
    this.broker = new SqsBroker({ url, service, timeoutMs, ackWaitMs });
  }

  /** Rejects when SQS cannot be reached, or refuses. */
  static async connect(options: SqsBusOptions): Promise<SqsBus> {
    const bus = new SqsBus(options);
    for (let attempt = 1; ; attempt++) {
      try {
        await bus.check();
        return bus;
      } catch (error) {
        if (attempt >= (options.connectAttempts ?? 13)) throw error;
        options.log.warn({ err: error }, 'SQS is out of reach');
        await new Promise((resolve) => setTimeout(resolve, 2_000));
      }
    }
  }

  async publish(type: string, data: unknown, options?: PublishOptions): Promise<void> {
    await this.send(createEvent(this.options.service, type, data, options));
  }

  async send(event: EventEnvelope): Promise<void> {
    await this.reach(() => this.broker.publish(event));
  }

  async subscribe(type: string, handler: EventHandler): Promise<void> {
    this.handlers.set(type, handler);
    if (this.options.consume === false) return;
    const queue = await this.broker.subscribe(type);
    const { log } = this;
    const { retryDelaysMs, outageAfter, concurrency = 10 } = this.options;
    const streak = new FailureStreak({ log, retryDelaysMs, outageAfter });
    const handle = async (message: Received, attempts: number): Promise<Verdict> =>
      this.handle(type, message, attempts, handler, streak);
    const mend = async (error: unknown): Promise<void> => {
      if (!isGone(error)) return;
      this.broker.forget(type);
      await this.broker.subscribe(type);
    };
    this.subscriptions.push(new SqsSubscription({ queue, type, log, concurrency, handle, mend }));
  }

  async redrive(options: RedriveOptions = {}): Promise<Redriven[]> {
    return redriveQueue(await this.broker.deadLetters(), this.handlers, options);
  }

  async check(): Promise<void> {
    await this.reach(() => this.broker.check());
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.subscriptions.map((subscription) => subscription.stop()));
    this.broker.close();
  }

  private async reach(ask: () => Promise<unknown>): Promise<void> {
    if (this.closing.signal.aborted) throw new Error('the event bus is closed');
    try {
      await ask();
    } catch (cause) {
      throw new Error('SQS or SNS is out of reach, or refuses', { cause });
    }
  }

  private async handle(
    type: string,
    message: Received,
    attempts: number,
    handler: EventHandler,
    streak: FailureStreak,
  ): Promise<Verdict> {
    try {
      const event = parseEvent(message.text);
      await streak.run(() => handleEvent(event, handler, this.options.handlerTimeoutMs), this.closing.signal);
      return 'done';
    } catch (error) {
      if (error instanceof NoTurn) return 'leave';
      this.log.warn({ err: error, type, attempts }, 'event handler failed');
      const againInMs = streak.waitAfter(error, attempts);
      if (againInMs !== undefined) return { againInMs, ...(streak.outage && { attempts: attempts - 1 }) };
      await this.setAside(type, message, error, attempts);
      return 'done';
    }
  }

  /** First kept among the dead letters, then settled: after a crash between them it is there twice, but never lost. */
  private async setAside(type: string, { id, text }: Received, error: unknown, attempts: number): Promise<void> {
    const letters = await this.broker.deadLetters();
    await letters.send(text, id, { type, ...deadLetterHeaders(error, attempts) });
    this.log.error({ type, attempts }, 'event set aside as a dead letter');
  }
}
