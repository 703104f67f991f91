import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createEvent,
  handleEvent,
  type BusOptions,
  type EventBus,
  type EventEnvelope,
  type EventHandler,
  type PublishOptions,
} from './bus.ts';
import { isWanted, redriveOne, type DeadLetter, type Redriven, type RedriveOptions } from './dead-letters.ts';
import { FailureStreak, NoTurn } from './failure-streak.ts';
import type { Logger } from './logger.ts';

interface KeptLetter extends DeadLetter {
  readonly service: string;
  readonly text: string;
}

/** What the services of one process share. */
export class InProcessHub {
  readonly receivers = new Map<string, ((event: EventEnvelope) => void)[]>();
  deadLetters: readonly KeptLetter[] = [];
}

/** Events within one process, for development, tests and modular monoliths. They live in memory: a crash loses them. */
export class InProcessBus implements EventBus {
  readonly keepsOrder = true;
  private readonly service: string;
  private readonly log: Logger;
  private readonly hub: InProcessHub;
  private readonly options: BusOptions;
  private readonly consumes: boolean;
  private readonly handlers = new Map<string, EventHandler>();
  /** The last delivery of each event type and key: the next one waits for it. */
  private readonly lanes = new Map<string, Promise<void>>();
  private readonly closing = new AbortController();

  /** Services that pass the same `hub` hear each other. */
  constructor(options: BusOptions & { service: string; log: Logger; hub?: InProcessHub }) {
    this.service = options.service;
    this.log = options.log;
    this.hub = options.hub ?? new InProcessHub();
    this.options = options;
    // Each event that waits for another try listens.
    setMaxListeners(0, this.closing.signal);
    this.consumes = options.consume ?? true;
  }

  async publish(type: string, data: unknown, options?: PublishOptions): Promise<void> {
    await this.send(createEvent(this.service, type, data, options));
  }

  async send(event: EventEnvelope): Promise<void> {
    await this.check();
    // Handlers get a copy, as they would over a network.
    const text = JSON.stringify(event);
    for (const receive of this.hub.receivers.get(event.type) ?? []) receive(JSON.parse(text));
  }

  async subscribe(type: string, handler: EventHandler): Promise<void> {
    this.handlers.set(type, handler);
    if (!this.consumes) return;
    const { retryDelaysMs, outageAfter } = this.options;
    const streak = new FailureStreak({ log: this.log, retryDelaysMs, outageAfter });
    const receivers = this.hub.receivers.get(type) ?? [];
    this.hub.receivers.set(type, [...receivers, (event) => this.receive(event, handler, streak)]);
  }

  async redrive(options: RedriveOptions = {}): Promise<Redriven[]> {
    const wanted = this.hub.deadLetters.filter(
      (letter) => letter.service === this.service && isWanted(letter, options),
    );
    const redriven: Redriven[] = [];
    for (const letter of wanted.slice(0, options.limit)) {
      const { service: _service, text, ...about } = letter;
      const result = await redriveOne(about, text, this.handlers, options);
      if (result.outcome === 'handled') this.hub.deadLetters = this.hub.deadLetters.filter((kept) => kept !== letter);
      redriven.push(result);
    }
    return redriven;
  }

  async check(): Promise<void> {
    if (this.closing.signal.aborted) throw new Error('the event bus is closed');
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.lanes.values());
  }

  /** Events of one key one after the other, the rest side by side. */
  private receive(event: EventEnvelope, handler: EventHandler, streak: FailureStreak): void {
    const lane = `${event.type} ${event.subject ?? event.id}`;
    const before = this.lanes.get(lane) ?? Promise.resolve();
    const delivery = before
      .then(() => this.deliver(event, handler, streak))
      .finally(() => {
        if (this.lanes.get(lane) === delivery) this.lanes.delete(lane);
      });
    this.lanes.set(lane, delivery);
  }

  private async deliver(event: EventEnvelope, handler: EventHandler, streak: FailureStreak): Promise<void> {
    const { type, id } = event;
    const { signal } = this.closing;
    for (let attempts = 1; !signal.aborted; attempts += streak.outage ? 0 : 1) {
      try {
        return await streak.run(() => handleEvent(event, handler, this.options.handlerTimeoutMs), signal);
      } catch (error) {
        if (error instanceof NoTurn) return;
        this.log.warn({ err: error, type, id, attempts }, 'event handler failed');
        const delayMs = streak.waitAfter(error, attempts);
        if (delayMs === undefined) return this.setAside(event, error, attempts);
        await sleep(delayMs, undefined, { signal }).catch(() => {});
      }
    }
  }

  private setAside(event: EventEnvelope, error: unknown, attempts: number): void {
    const { type, id } = event;
    const about = { type, id, error: String(error), attempts, failedAt: new Date().toISOString() };
    const letter = { ...about, service: this.service, text: JSON.stringify(event) };
    this.hub.deadLetters = [...this.hub.deadLetters, letter];
    this.log.error({ type, id, attempts }, 'event set aside as a dead letter');
  }
}
