/** What went wrong with a call to another service. `code` is stable, for logs, metrics and tests. */
export class CallError extends Error {
  readonly code: string;
  /** Whether the upstream may have acted on the request although no answer says so. A saga compensates such a step. */
  outcomeUnknown: boolean;
  /** True when this call was repeated as far as it may be: whoever hears of it should not repeat it once more. */
  retriesSpent = false;

  constructor(code: string, message: string, options: { outcomeUnknown: boolean; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.outcomeUnknown = options.outcomeUnknown;
  }
}

/** The total deadline of the call, its caller's included, has passed. */
export class DeadlineExceeded extends CallError {
  constructor(upstream: string, options: { outcomeUnknown: boolean }) {
    super('DEADLINE_EXCEEDED', `no answer from "${upstream}" before the deadline`, options);
  }
}

/** One attempt took longer than it may; a later attempt can still succeed within the deadline. */
export class AttemptTimeout extends CallError {
  constructor(upstream: string, timeoutMs: number) {
    super('ATTEMPT_TIMEOUT', `"${upstream}" did not answer within ${timeoutMs} ms`, { outcomeUnknown: true });
  }
}

/** The circuit breaker is open: nothing was sent. */
export class CircuitOpen extends CallError {
  readonly retryAfterMs: number;

  constructor(upstream: string, retryAfterMs: number) {
    super('CIRCUIT_OPEN', `calls to "${upstream}" are suspended after repeated failures`, { outcomeUnknown: false });
    this.retryAfterMs = retryAfterMs;
  }
}

/** As many calls to this upstream as allowed are in flight: nothing was sent. */
export class BulkheadFull extends CallError {
  constructor(upstream: string, concurrent: number) {
    super('BULKHEAD_FULL', `${concurrent} calls to "${upstream}" are already in flight`, { outcomeUnknown: false });
  }
}

/** Whoever asked for this call is gone: the caller disconnected or the process is stopping. */
export class CallAborted extends CallError {
  constructor(upstream: string, cause?: unknown, { outcomeUnknown = true }: { outcomeUnknown?: boolean } = {}) {
    super('CALL_ABORTED', `the call to "${upstream}" was abandoned by its caller`, { outcomeUnknown, cause });
  }
}

/** No HTTP response arrived: connection refused, reset, name not found. */
export class UpstreamUnreachable extends CallError {
  /** Proven by the kind of failure: the upstream has not seen the request, so any method may be sent again. */
  readonly nothingSent: boolean;

  constructor(upstream: string, nothingSent: boolean, cause: Error) {
    super('UPSTREAM_UNREACHABLE', `"${upstream}" cannot be reached: ${cause.message || cause.name}`, {
      outcomeUnknown: !nothingSent,
      cause,
    });
    this.nothingSent = nothingSent;
  }
}

/** The answer cannot be used: a redirect, larger than allowed, or not the JSON that its content type announces. */
export class UnusableResponse extends CallError {
  constructor(upstream: string, cause: Error) {
    super('UNUSABLE_RESPONSE', `the answer of "${upstream}" cannot be used: ${cause.message}`, {
      outcomeUnknown: true,
      cause,
    });
  }
}

/** Problem details of RFC 9457, as far as the upstream sent them. */
export interface Problem {
  readonly type?: string;
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
  readonly instance?: string;
  readonly [extension: string]: unknown;
}

/** The upstream answered with a status of 400 or above. */
export class UpstreamProblem extends CallError {
  readonly status: number;
  readonly problem: Problem;
  /** What the upstream's Retry-After asks for. */
  readonly retryAfterMs: number | undefined;
  /** False when the upstream has repeated in vain what it needs for an answer, and says so. */
  readonly mayRetry: boolean;

  constructor(
    upstream: string,
    status: number,
    problem: Problem,
    { retryAfterMs, mayRetry = true }: { retryAfterMs?: number | undefined; mayRetry?: boolean } = {},
  ) {
    super('UPSTREAM_PROBLEM', `"${upstream}" answered ${status}${problem.title ? `: ${problem.title}` : ''}`, {
      outcomeUnknown: status >= 500 || status === 408,
    });
    this.status = status;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
    this.mayRetry = mayRetry;
    this.retriesSpent = !mayRetry;
  }
}
