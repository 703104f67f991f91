import { AttemptTimeout, UpstreamProblem, UpstreamUnreachable } from './errors.ts';

const BASE_MS = 50;
const THROTTLED_BASE_MS = 1_000;
const CAP_MS = 20_000;

const IDEMPOTENT_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

/** Whether a request may be sent twice without the risk of doing its work twice. */
export function isIdempotent(request: { method: string; idempotencyKey?: string | undefined }): boolean {
  return IDEMPOTENT_METHODS.has(request.method) || request.idempotencyKey !== undefined;
}

/** Whether the same request may be sent again after `error`. */
export function isRetryable(error: unknown, idempotent: boolean): boolean {
  if (error instanceof UpstreamUnreachable && error.nothingSent) return true;
  if (!idempotent) return false;
  // Whoever calls somebody in turn, and has repeated that in vain, is the layer that retries.
  if (error instanceof UpstreamProblem) return error.mayRetry && RETRYABLE_STATUSES.has(error.status);
  return error instanceof UpstreamUnreachable || error instanceof AttemptTimeout;
}

/** Wait before retry number `retry` (0 is the first): full jitter, on top of what the upstream asked for. */
export function retryDelayMs(error: unknown, retry: number, random: () => number = Math.random): number {
  const throttled = error instanceof UpstreamProblem && error.status === 429;
  const jitter = random() * Math.min(CAP_MS, (throttled ? THROTTLED_BASE_MS : BASE_MS) * 2 ** retry);
  const asked = error instanceof UpstreamProblem ? (error.retryAfterMs ?? 0) : 0;
  return asked + jitter;
}

/** Reads a Retry-After header, given in seconds or as a date, as milliseconds from now. */
export function parseRetryAfter(header: string | undefined, now: number = Date.now()): number | undefined {
  if (header === undefined) return undefined;
  if (/^\s*\d+\s*$/.test(header)) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

const PER_SUCCESS = 0.1;
const CAPACITY = 10;
const FLOOR_MS = 1_000;

/**
 * Keeps retries from multiplying the load on an upstream that is down: one for ten successes, ten saved up at most, and
 * one a second in any case. When everything fails, the upstream sees hardly more than what callers ask for.
 */
export class RetryBudget {
  private readonly clock: () => number;
  private tokens = CAPACITY;
  private grantedAt = -Infinity;
  /** How often a retry was refused. */
  exhausted = 0;

  constructor(clock: () => number = Date.now) {
    this.clock = clock;
  }

  recordSuccess(): void {
    this.tokens = Math.min(CAPACITY, this.tokens + PER_SUCCESS);
  }

  /** Takes the right to one retry; false when there is none left. */
  tryRetry(): boolean {
    const now = this.clock();
    // Ten tenths are a hair less than one.
    const affordable = this.tokens > 1 - PER_SUCCESS / 2;
    if (!affordable && now - this.grantedAt < FLOOR_MS) {
      this.exhausted++;
      return false;
    }
    if (affordable) this.tokens = Math.max(0, this.tokens - 1);
    this.grantedAt = now;
    return true;
  }
}
