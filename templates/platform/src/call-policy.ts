/** When the circuit breaker opens and for how long. */
export interface BreakerPolicy {
  /** Opens when this share of the calls in the window or more failed or were slow, in percent. */
  readonly failureRate: number;
  /** Fewer calls in the window than this never open it. */
  readonly minimumCalls: number;
  readonly windowMs: number;
  /** An attempt that takes this long counts as failed although its answer is used; by default 80 % of the attempt timeout. */
  readonly slowMs: number;
  /** Time until calls may probe the upstream; doubles with each failed probe. */
  readonly openMs: number;
  readonly maxOpenMs: number;
  /** Calls that probe the upstream, and have to succeed, before all others may follow. */
  readonly probes: number;
}

/** What guards the calls to one upstream. */
export interface CallPolicy {
  /** The whole call with all its attempts and waits; the caller's own deadline shortens it. */
  readonly deadlineMs: number;
  readonly attemptTimeoutMs: number;
  /** Attempts after the first, for requests that may safely be repeated. */
  readonly retries: number;
  /** Calls in flight at most. */
  readonly concurrent: number;
  /** Calls that may wait for a place in flight. */
  readonly queue: number;
  readonly breaker: boolean | Partial<BreakerPolicy>;
  readonly maxResponseBytes: number;
}

export const DEFAULT_CALL_POLICY: CallPolicy = {
  deadlineMs: 3_000,
  attemptTimeoutMs: 1_000,
  retries: 2,
  concurrent: 25,
  queue: 0,
  breaker: true,
  maxResponseBytes: 5 * 1024 * 1024,
};

const SLOW_SHARE = 0.8;

/** The breaker's policy with its defaults; undefined when there is to be none. */
export function breakerPolicy({ breaker, attemptTimeoutMs }: CallPolicy): BreakerPolicy | undefined {
  if (breaker === false) return undefined;
  return {
    failureRate: 50,
    minimumCalls: 20,
    windowMs: 10_000,
    slowMs: SLOW_SHARE * attemptTimeoutMs,
    openMs: 10_000,
    maxOpenMs: 60_000,
    probes: 1,
    ...(breaker === true ? {} : breaker),
  };
}
