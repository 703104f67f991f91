import { randomUUID } from 'node:crypto';
import { currentContext, newTraceparent, runWithContext } from './context.ts';

/** A fact that happened, in the shape of CloudEvents 1.0 (JSON format). */
export interface EventEnvelope<T = unknown> {
  readonly specversion: '1.0';
  readonly id: string;
  /** The service that published it. */
  readonly source: string;
  /** What happened, for example `order.created`. */
  readonly type: string;
  /** The aggregate it is about. */
  readonly subject?: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly data: T;
  readonly correlationid: string;
  readonly traceparent?: string;
}

export type EventHandler = (event: EventEnvelope) => Promise<void>;

/** `key` names the aggregate; `id` makes publishing repeatable: the same id is the same event. */
export interface PublishOptions {
  readonly key?: string;
  readonly id?: string;
}

/**
 * Events between services, at least once: a handler may see an event again, and after {@link MAX_DELIVERIES} failures
 * the event is set aside as a dead letter.
 */
export interface EventBus {
  /** Resolves when the broker has the event; rejects at once while it is out of reach. */
  publish(type: string, data: unknown, options?: PublishOptions): Promise<void>;
  subscribe(type: string, handler: EventHandler): Promise<void>;
  /** Rejects while the broker is out of reach. */
  check(): Promise<void>;
  /** Takes no more events, lets running handlers finish, disconnects. */
  close(): Promise<void>;
}

export const MAX_DELIVERIES = 5;

/** Wraps `data` for publication, in the running request's correlation and trace. */
export function createEvent(source: string, type: string, data: unknown, options: PublishOptions = {}): EventEnvelope {
  const context = currentContext();
  return {
    specversion: '1.0',
    id: options.id ?? randomUUID(),
    source,
    type,
    ...(options.key === undefined ? {} : { subject: options.key }),
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data,
    correlationid: context?.correlationId ?? randomUUID(),
    traceparent: context?.traceparent ?? newTraceparent(),
  };
}

/** Runs a handler in the event's correlation and trace. */
export async function handleEvent(event: EventEnvelope, handler: EventHandler): Promise<void> {
  const { correlationid, traceparent } = event;
  const context = { correlationId: correlationid, ...(traceparent === undefined ? {} : { traceparent }) };
  await runWithContext(context, () => handler(event));
}

/** Reads a received message; throws when it is not an event. */
export function parseEvent(text: string): EventEnvelope {
  const event: EventEnvelope = JSON.parse(text);
  if (typeof event?.type !== 'string' || typeof event.id !== 'string') throw new Error('the message is not an event');
  return event;
}

/** Wait before the next delivery of an event whose handler failed `failures` times: 100 ms, doubled, with jitter. */
export function redeliveryDelayMs(failures: number): number {
  const ceiling = Math.min(10_000, 100 * 2 ** failures);
  return Math.round(ceiling / 2 + Math.random() * (ceiling / 2));
}
