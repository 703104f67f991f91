import { randomUUID } from 'node:crypto';
import { currentContext, newContext, newTraceparent } from './context.ts';
import type { Redriven, RedriveOptions } from './dead-letters.ts';
import { HANDLER_TIMEOUT_MS, HandlerTimeout, unlessAborted } from './handler-timeout.ts';
import { beginSpan, traced } from './tracing.ts';

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
  /** The version of what `data` says, an extension of CloudEvents; absent it is 1. */
  readonly dataversion?: number;
  readonly correlationid: string;
  readonly traceparent?: string;
}

export type EventHandler = (event: EventEnvelope) => Promise<void>;

/** `key` names the aggregate; `id` makes publishing repeatable: the same id is the same event; `version` is of its data. */
export interface PublishOptions {
  readonly key?: string;
  readonly id?: string;
  readonly version?: number;
}

/** Who takes part in an event bus, and how it deals with events that it cannot handle. */
export interface BusOptions {
  /** Waits before an event is delivered again, after the first failure, the second, …; then it is a dead letter. */
  readonly retryDelaysMs?: readonly number[] | undefined;
  /** Failures in a row, 20 unless said otherwise, from which on they are taken for an outage and nothing is set aside. */
  readonly outageAfter?: number | undefined;
  /** A handler that has not ended after so long has failed: 25 s unless said otherwise. */
  readonly handlerTimeoutMs?: number | undefined;
  /** False: subscribing only tells who handles what, for {@link EventBus.redrive}. */
  readonly consume?: boolean | undefined;
}

/**
 * Events between services, at least once: a handler may see an event again. One that fails is tried again, later each
 * time and while others go on, and is then set aside as a dead letter. What is no event at all is set aside at once.
 */
export interface EventBus {
  /** Whether events of one key are handled in the order in which they were published. */
  readonly keepsOrder: boolean;
  /** Resolves when the broker has the event; rejects at once while it is out of reach. */
  publish(type: string, data: unknown, options?: PublishOptions): Promise<void>;
  /** The same for an event that was made before; sent again it is still the same event. */
  send(event: EventEnvelope): Promise<void>;
  subscribe(type: string, handler: EventHandler): Promise<void>;
  /** Gives dead letters of this service to their handlers; those that fail stay dead letters. */
  redrive(options?: RedriveOptions): Promise<Redriven[]>;
  /** Rejects while the broker is out of reach. */
  check(): Promise<void>;
  /** Takes no more events, lets running handlers finish, disconnects. */
  close(): Promise<void>;
}

/** Some two and a half minutes in all: longer than a restart, shorter than anybody's patience. */
export const RETRY_DELAYS_MS: readonly number[] = [200, 2_000, 20_000, 120_000];

/** Deliveries that end a process instead of failing are given up after so many. */
export const MAX_CRASHES = 20;

/** Wraps `data` for publication, in the running request's correlation and trace. */
export function createEvent(source: string, type: string, data: unknown, options: PublishOptions = {}): EventEnvelope {
  const attributes = { 'messaging.destination.name': type };
  const span = beginSpan({ kind: 'producer', name: `create ${type}`, attributes }, currentContext() ?? newContext());
  const { correlationId, traceparent = newTraceparent() } = span.context;
  span.end();
  return {
    specversion: '1.0',
    id: options.id ?? randomUUID(),
    source,
    type,
    ...(options.key === undefined ? {} : { subject: options.key }),
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data,
    ...(options.version === undefined || options.version === 1 ? {} : { dataversion: options.version }),
    correlationid: correlationId,
    traceparent,
  };
}

/** Runs a handler in the event's correlation and trace; at its deadline it has failed, and so have the calls that it waits for. */
export async function handleEvent(
  event: EventEnvelope,
  handler: EventHandler,
  timeoutMs = HANDLER_TIMEOUT_MS,
): Promise<void> {
  const { correlationid, traceparent } = event;
  const ending = new AbortController();
  const context = {
    correlationId: correlationid,
    deadline: Date.now() + timeoutMs,
    signal: ending.signal,
    ...(traceparent === undefined ? {} : { traceparent }),
  };
  const attributes = { 'messaging.destination.name': event.type, 'messaging.message.id': event.id };
  const timer = setTimeout(() => ending.abort(new HandlerTimeout(event.type, timeoutMs)), timeoutMs);
  try {
    await traced({ kind: 'consumer', name: `process ${event.type}`, attributes }, context, () =>
      unlessAborted(ending.signal, handler(event)),
    );
  } finally {
    clearTimeout(timer);
  }
}

/** What was received cannot be read, and will not become readable: to try again is no use. */
export class NoEvent extends Error {}

/** Reads a received message. Throws {@link NoEvent} when it is none. */
export function parseEvent(text: string): EventEnvelope {
  const event = parseJson(text);
  if (typeof event?.type !== 'string' || typeof event.id !== 'string') throw new NoEvent('the message is not an event');
  return event;
}

/** What older versions say in the words of the next one, by their numbers: `{ 1: upcaster(…) }` where version 2 is read. */
export type Upcasters = Readonly<Record<number, (data: unknown) => unknown>>;

/** An entry of {@link Upcasters}: what the older version says, read by its own schema, becomes what the next one says. */
export function upcaster<Older, Newer>(
  schema: { parse(data: unknown): Older },
  upcast: (data: Older) => Newer,
): (data: unknown) => Newer {
  return (data) => upcast(schema.parse(data));
}

/**
 * Reads what an event says: version 1 unless it says another, older ones through their upcasters. Throws {@link NoEvent}
 * when it is not what the schema asks for, or of a version that is not read here.
 */
export function readData<T>(
  schema: { parse(data: unknown): T },
  event: EventEnvelope,
  { version = 1, older = {} }: { readonly version?: number; readonly older?: Upcasters } = {},
): T {
  const { type, dataversion: said = 1 } = event;
  try {
    let { data } = event;
    for (let from = said; from !== version; from++) {
      const upcast = older[from];
      if (from > version || upcast === undefined) throw new Error(`version ${said} is not read here, ${version} is`);
      data = upcast(data);
    }
    return schema.parse(data);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new NoEvent(`the data of "${type}" cannot be read: ${reason}`, { cause });
  }
}

function parseJson(text: string): EventEnvelope | null {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NoEvent('the message is not JSON', { cause });
  }
}

/** Wait before the next try after `failures` in a row: 200 ms, doubled up to 10 s, with jitter. */
export function backoffMs(failures: number): number {
  const ceiling = Math.min(10_000, 100 * 2 ** failures);
  return Math.round(ceiling / 2 + Math.random() * (ceiling / 2));
}
