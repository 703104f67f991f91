import { setTimeout as sleep } from 'node:timers/promises';
import { Bulkhead } from './bulkhead.ts';
import { breakerPolicy, DEFAULT_CALL_POLICY, type BreakerPolicy, type CallPolicy } from './call-policy.ts';
import { CircuitBreaker, type BreakerState } from './circuit-breaker.ts';
import { currentContext, newContext, type RequestContext } from './context.ts';
import { AttemptTimeout, CallAborted, CallError, DeadlineExceeded } from './errors.ts';
import { noMetrics, type Attributes, type Metrics } from './metrics.ts';
import { isRetryable, retryDelayMs, RetryBudget } from './retry.ts';
import { beginSpan, type Work } from './tracing.ts';

/** A call as far as guarding it goes. */
export interface GuardedCall {
  /** What is asked, for its span: `GET`, `GetStock`. */
  readonly operation?: string | undefined;
  /** Whether it may be sent twice. */
  readonly idempotent: boolean;
  /** Shortens the policy's deadline. */
  readonly deadlineMs?: number | undefined;
  /** Calls of one upstream that fail together: each group has a circuit breaker of its own. Few distinct values. */
  readonly group?: string | undefined;
}

/** What an attempt tells its upstream. */
export interface Attempt {
  readonly context: RequestContext;
  /** Until the deadline of the whole call. */
  readonly remainingMs: number;
  /** Above 0 when somebody on the way from the first caller to here repeats the request. */
  readonly retryAttempt: number;
}

/** An attempt under way. `cancel` makes `done` reject with the reason at once, and ends what goes on behind it. */
export interface Exchange<T> {
  readonly done: Promise<T>;
  cancel(reason: CallError): void;
}

export interface CallGuardStats {
  /** The worst of its breakers. */
  readonly breaker: BreakerState | 'off';
  readonly inFlight: number;
  readonly queued: number;
  readonly retries: number;
  readonly retryBudgetExhausted: number;
}

export interface CallGuardOptions {
  /** The upstream's name, for errors, logs and metrics. */
  readonly name: string;
  readonly policy?: Partial<CallPolicy> | undefined;
  readonly metrics?: Metrics | undefined;
}

interface RunningCall {
  readonly call: GuardedCall;
  readonly context: RequestContext;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

const STATES = ['closed', 'half-open', 'open'] as const;

/** Guards the calls to one upstream: bulkhead → total deadline → retry within a budget → circuit breaker → attempt timeout. */
export class CallGuard {
  readonly policy: CallPolicy;
  private readonly name: string;
  private readonly metrics: Metrics;
  private readonly attributes: Attributes;
  private readonly okAttributes: Attributes;
  /** What first attempts are, by operation: they are all alike, and made for every call. */
  private readonly firstWorks = new Map<string | undefined, Work>();
  private readonly bulkhead: Bulkhead;
  private readonly breakerPolicy: BreakerPolicy | undefined;
  private readonly breakers = new Map<string, CircuitBreaker>();
  private readonly budget = new RetryBudget();
  private retries = 0;

  constructor({ name, policy, metrics = noMetrics }: CallGuardOptions) {
    this.name = name;
    this.policy = { ...DEFAULT_CALL_POLICY, ...policy };
    this.metrics = metrics;
    this.attributes = { upstream: name };
    this.okAttributes = { upstream: name, outcome: 'ok' };
    this.bulkhead = new Bulkhead(name, this.policy);
    this.breakerPolicy = breakerPolicy(this.policy);
    metrics.gauge('call.in_flight', () => this.bulkhead.inFlight, this.attributes);
    metrics.gauge('call.queued', () => this.bulkhead.queued, this.attributes);
  }

  /** Makes attempts until one succeeds or no further one is allowed; rejects with a {@link CallError}. */
  async run<T>(call: GuardedCall, start: (attempt: Attempt) => Exchange<T>): Promise<T> {
    const context = currentContext() ?? newContext();
    const startedAt = Date.now();
    const ownDeadline = startedAt + Math.min(call.deadlineMs ?? Infinity, this.policy.deadlineMs);
    const deadline = Math.min(ownDeadline, context.deadline ?? Infinity);
    let attributes = this.okAttributes;
    try {
      if (context.signal?.aborted) throw new CallAborted(this.name, context.signal.reason, { outcomeUnknown: false });
      const entering = this.bulkhead.enter(deadline - startedAt, context.signal);
      if (entering !== undefined) await entering;
      try {
        return await this.repeat({ call, context, deadline }, start);
      } finally {
        this.bulkhead.leave();
      }
    } catch (error) {
      attributes = { upstream: this.name, outcome: error instanceof CallError ? error.code : 'ERROR' };
      throw error;
    } finally {
      this.metrics.record('call.duration', Date.now() - startedAt, attributes);
    }
  }

  stats(): CallGuardStats {
    const states = [...this.breakers.values()].map(({ state }) => state);
    return {
      breaker: this.breakerPolicy ? (STATES.findLast((state) => states.includes(state)) ?? 'closed') : 'off',
      inFlight: this.bulkhead.inFlight,
      queued: this.bulkhead.queued,
      retries: this.retries,
      retryBudgetExhausted: this.budget.exhausted,
    };
  }

  private async repeat<T>(running: RunningCall, start: (attempt: Attempt) => Exchange<T>): Promise<T> {
    const breaker = this.breakerPolicy && this.breakerOf(running.call.group ?? '', this.breakerPolicy);
    let outcomeUnknown = false;
    for (let attempt = 0; ; attempt++) {
      try {
        const run = (): Promise<T> => this.attempt(running, attempt, start);
        const value = await (breaker ? breaker.run(run) : run());
        this.budget.recordSuccess();
        return value;
      } catch (error) {
        if (!(error instanceof CallError)) throw error;
        // What an earlier attempt may have done stays unknown, whatever the last one says.
        outcomeUnknown ||= error.outcomeUnknown;
        error.outcomeUnknown = outcomeUnknown;
        const waitMs = this.waitBeforeRetry(error, running, attempt);
        if (waitMs === undefined) throw error;
        await sleep(waitMs, undefined, { signal: running.context.signal }).catch((cause: unknown) => {
          throw new CallAborted(this.name, cause, { outcomeUnknown });
        });
        this.retries++;
        this.metrics.count('call.retries', this.attributes);
      }
    }
  }

  /** Undefined when the error is final. A caller that retries this request itself is the layer that does it. */
  private waitBeforeRetry(
    error: CallError,
    { call, context, deadline }: RunningCall,
    attempt: number,
  ): number | undefined {
    if ((context.retryAttempt ?? 0) > 0 || !isRetryable(error, call.idempotent)) return undefined;
    error.retriesSpent = this.policy.retries > 0;
    if (attempt >= this.policy.retries) return undefined;
    const waitMs = retryDelayMs(error, attempt);
    if (Date.now() + waitMs >= deadline) return undefined;
    if (this.budget.tryRetry()) return waitMs;
    this.metrics.count('call.retry_budget_exhausted', this.attributes);
    return undefined;
  }

  private async attempt<T>(
    { call, context, deadline }: RunningCall,
    attempt: number,
    start: (attempt: Attempt) => Exchange<T>,
  ): Promise<T> {
    const remainingMs = deadline - Date.now();
    if (remainingMs <= 0) throw new DeadlineExceeded(this.name, { outcomeUnknown: false });
    const { attemptTimeoutMs } = this.policy;
    const span = beginSpan(this.workOf(call, attempt), context);
    const exchange = start({
      context: span.context,
      remainingMs,
      retryAttempt: (context.retryAttempt ?? 0) + attempt,
    });
    const timer = setTimeout(
      () =>
        exchange.cancel(
          remainingMs <= attemptTimeoutMs
            ? new DeadlineExceeded(this.name, { outcomeUnknown: true })
            : new AttemptTimeout(this.name, attemptTimeoutMs),
        ),
      Math.min(attemptTimeoutMs, remainingMs),
    );
    const { signal } = context;
    const onCallerGone = signal && (() => exchange.cancel(new CallAborted(this.name, signal.reason)));
    if (onCallerGone) signal.addEventListener('abort', onCallerGone, { once: true });
    try {
      const value = await exchange.done;
      span.end();
      return value;
    } catch (error) {
      span.end({ error });
      throw error;
    } finally {
      clearTimeout(timer);
      if (onCallerGone) signal.removeEventListener('abort', onCallerGone);
    }
  }

  private workOf({ operation }: GuardedCall, attempt: number): Work {
    const known = attempt === 0 ? this.firstWorks.get(operation) : undefined;
    if (known !== undefined) return known;
    const attributes = { 'peer.service': this.name, 'http.request.resend_count': attempt };
    const name = operation === undefined ? this.name : `${operation} ${this.name}`;
    const work: Work = { kind: 'client', name, attributes };
    if (attempt === 0) this.firstWorks.set(operation, work);
    return work;
  }

  private breakerOf(group: string, policy: BreakerPolicy): CircuitBreaker {
    const known = this.breakers.get(group);
    if (known !== undefined) return known;
    const attributes = group === '' ? this.attributes : { ...this.attributes, group };
    const breaker = new CircuitBreaker({
      name: this.name,
      policy,
      onChange: (state) => this.metrics.count('breaker.changes', { ...attributes, state }),
    });
    this.breakers.set(group, breaker);
    this.metrics.gauge('breaker.state', () => STATES.indexOf(breaker.state), attributes);
    return breaker;
  }
}
