import { setTimeout as sleep } from 'node:timers/promises';
import {
  createEvent,
  handleEvent,
  MAX_DELIVERIES,
  redeliveryDelayMs,
  type EventBus,
  type EventEnvelope,
  type EventHandler,
  type PublishOptions,
} from './bus.ts';
import type { Logger } from './logger.ts';

/** What the services of one process share. */
export class InProcessHub {
  readonly handlers = new Map<string, EventHandler[]>();
  readonly deadLetters: EventEnvelope[] = [];
}

/** Events within one process, for development, tests and modular monoliths. They live in memory: a crash loses them. */
export class InProcessBus implements EventBus {
  private readonly service: string;
  private readonly log: Logger;
  private readonly hub: InProcessHub;
  private readonly running = new Set<Promise<void>>();
  private readonly closing = new AbortController();

  /** Services that pass the same `hub` hear each other. */
  constructor(options: { service: string; log: Logger; hub?: InProcessHub }) {
    this.service = options.service;
    this.log = options.log;
    this.hub = options.hub ?? new InProcessHub();
  }

  async publish(type: string, data: unknown, options?: PublishOptions): Promise<void> {
    if (this.closing.signal.aborted) throw new Error('the event bus is closed');
    const event = createEvent(this.service, type, data, options);
    // Handlers get a copy, as they would over a network.
    const text = JSON.stringify(event);
    for (const handler of this.hub.handlers.get(type) ?? []) void handler(JSON.parse(text));
  }

  async subscribe(type: string, handler: EventHandler): Promise<void> {
    const handlers = this.hub.handlers.get(type) ?? [];
    this.hub.handlers.set(type, handlers);
    const receive = async (event: EventEnvelope): Promise<void> => {
      if (this.closing.signal.aborted) return;
      const delivery = this.deliver(event, handler);
      this.running.add(delivery);
      await delivery;
      this.running.delete(delivery);
    };
    handlers.push(receive);
  }

  async check(): Promise<void> {
    if (this.closing.signal.aborted) throw new Error('the event bus is closed');
  }

  async close(): Promise<void> {
    this.closing.abort();
    await Promise.all(this.running);
  }

  private async deliver(event: EventEnvelope, handler: EventHandler): Promise<void> {
    for (let delivery = 1; delivery <= MAX_DELIVERIES; delivery++) {
      try {
        return await handleEvent(event, handler);
      } catch (error) {
        this.log.warn({ err: error, type: event.type, id: event.id, delivery }, 'event handler failed');
      }
      if (delivery === MAX_DELIVERIES) break;
      await sleep(redeliveryDelayMs(delivery), undefined, { signal: this.closing.signal }).catch(() => {});
      if (this.closing.signal.aborted) return;
    }
    this.hub.deadLetters.push(event);
    this.log.error({ type: event.type, id: event.id }, 'event set aside as a dead letter');
  }
}
