import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

/** What belongs to one request, message or saga step, and travels with every call made on its behalf. */
export interface RequestContext {
  readonly correlationId: string;
  /** When the caller stops waiting, in epoch milliseconds. */
  readonly deadline?: number;
  /** W3C Trace Context. */
  readonly traceparent?: string;
  /** Aborted when the caller is gone. */
  readonly signal?: AbortSignal;
  /** How often the caller has already repeated this request; above 0, calls made for it are not retried again. */
  readonly retryAttempt?: number;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** The context of the running request, or undefined outside of one. */
export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}

/** Runs `fn`, and whatever it starts, in the given context. */
export function runWithContext<T>(context: RequestContext, fn: () => T): T {
  return storage.run(context, fn);
}

/** A context for work that nobody asked for over the network. */
export function newContext(): RequestContext & { traceparent: string } {
  return { correlationId: randomUUID(), traceparent: newTraceparent() };
}

/** Starts a trace: version, trace id, span id, sampled. */
export function newTraceparent(): string {
  // Node keeps random bytes for UUIDs in store, which makes two of them several times cheaper than asking for 24 bytes.
  const trace = randomUUID();
  const span = randomUUID();
  const traceId = `${trace.slice(0, 8)}${trace.slice(9, 13)}${trace.slice(14, 18)}${trace.slice(19, 23)}${trace.slice(24)}`;
  return `00-${traceId}-${span.slice(19, 23)}${span.slice(24)}-01`;
}

const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Whether a received header is a usable W3C `traceparent`. */
export function isTraceparent(value: unknown): value is string {
  return typeof value === 'string' && TRACEPARENT.test(value);
}
