import { AttemptTimeout, UpstreamProblem, UpstreamUnreachable } from './errors.ts';

const BASE_MS = 50;
const THROTTLED_BASE_MS = 1_000;
const CAP_MS = 20_000;

const IDEMPOTENT_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

/** Whether the same request may be sent again after `error` without the risk of doing its work twice. */
export function isRetryable(error: unknown, request: { method: string; idempotencyKey?: string | undefined }): boolean {
  if (error instanceof UpstreamUnreachable && error.nothingSent) return true;
  if (!IDEMPOTENT_METHODS.has(request.method) && request.idempotencyKey === undefined) return false;
  if (error instanceof UpstreamProblem) return RETRYABLE_STATUSES.has(error.status);
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

const FLOOR_PER_SECOND = 1;
const PER_REQUEST = 0.1;
const CAPACITY = 10;

/** Keeps retries from multiplying the load on an upstream that is down: a tenth of the requests and one a second. */
export class RetryBudget {
  private readonly clock: () => number;
  private tokens = CAPACITY;
  private refilledAt: number;
  /** How often a retry was refused. */
  exhausted = 0;

  constructor(clock: () => number = Date.now) {
    this.clock = clock;
    this.refilledAt = clock();
  }

  recordRequest(): void {
    this.add(PER_REQUEST);
  }

  /** Takes the right to one retry; false when there is none left. */
  tryRetry(): boolean {
    const now = this.clock();
    this.add(((now - this.refilledAt) / 1_000) * FLOOR_PER_SECOND);
    this.refilledAt = now;
    if (this.tokens < 1) {
      this.exhausted++;
      return false;
    }
    this.tokens--;
    return true;
  }

  private add(tokens: number): void {
    this.tokens = Math.min(CAPACITY, this.tokens + tokens);
  }
}
