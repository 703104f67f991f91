import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request as send, type Dispatcher } from 'undici';
import { Bulkhead } from './bulkhead.ts';
import { DEFAULT_CALL_POLICY, type CallPolicy } from './call-policy.ts';
import { CircuitBreaker, type BreakerState } from './circuit-breaker.ts';
import { currentContext, newContext, type RequestContext } from './context.ts';
import { AttemptTimeout, CallAborted, CallError, DeadlineExceeded } from './errors.ts';
import { callHeaders, readResponse, toCallError, type HttpRequest } from './http-message.ts';
import { isRetryable, retryDelayMs, RetryBudget } from './retry.ts';

export type { HttpRequest } from './http-message.ts';

export interface HttpClientOptions {
  /** The upstream's name, for errors and logs. */
  readonly name: string;
  /** Origin and, if any, path prefix, without a slash at the end. */
  readonly baseUrl: string;
  readonly policy?: Partial<CallPolicy>;
  /** Chooses the instance that a request is sent to, in place of the URL's host. */
  readonly via?: Dispatcher.DispatcherComposeInterceptor | undefined;
}

export interface HttpClientStats {
  readonly breaker: BreakerState | 'off';
  readonly inFlight: number;
  readonly queued: number;
  readonly retries: number;
  readonly retryBudgetExhausted: number;
}

interface Call {
  readonly request: HttpRequest;
  readonly context: RequestContext;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/** Calls one other service: bulkhead → total deadline → retry within a budget → circuit breaker → attempt timeout. */
export class HttpClient {
  private readonly name: string;
  private readonly baseUrl: string;
  private readonly policy: CallPolicy;
  private readonly agent: Dispatcher;
  private readonly bulkhead: Bulkhead;
  private readonly breaker: CircuitBreaker | undefined;
  private readonly budget = new RetryBudget();
  private retries = 0;

  constructor(options: HttpClientOptions) {
    if (options.baseUrl.endsWith('/')) throw new Error(`the URL of "${options.name}" ends in a slash`);
    this.name = options.name;
    this.baseUrl = options.baseUrl;
    this.policy = { ...DEFAULT_CALL_POLICY, ...options.policy };
    const { concurrent, breaker, maxResponseBytes, attemptTimeoutMs } = this.policy;
    const agent = new Agent({
      connections: concurrent,
      maxResponseSize: maxResponseBytes,
      connect: { timeout: attemptTimeoutMs },
    });
    this.agent = options.via ? agent.compose(options.via) : agent;
    this.bulkhead = new Bulkhead(this.name, this.policy);
    this.breaker = breaker ? new CircuitBreaker(this.name, breaker === true ? {} : breaker) : undefined;
  }

  /** Resolves with the JSON (or text) of a 2xx or 3xx answer, undefined when it is empty; rejects with a {@link CallError}. */
  async request<T>(request: HttpRequest): Promise<T> {
    const context = currentContext() ?? newContext();
    const ownDeadline = Date.now() + Math.min(request.deadlineMs ?? Infinity, this.policy.deadlineMs);
    const deadline = Math.min(ownDeadline, context.deadline ?? Infinity);
    if (context.signal?.aborted) throw new CallAborted(this.name, context.signal.reason);
    const call: Call = { request, context, deadline };
    return this.bulkhead.run(() => this.retry<T>(call), deadline - Date.now(), context.signal);
  }

  stats(): HttpClientStats {
    return {
      breaker: this.breaker?.state ?? 'off',
      inFlight: this.bulkhead.inFlight,
      queued: this.bulkhead.queued,
      retries: this.retries,
      retryBudgetExhausted: this.budget.exhausted,
    };
  }

  /** Waits for calls in flight. */
  async close(): Promise<void> {
    this.breaker?.close();
    await this.agent.close();
  }

  private async retry<T>(call: Call): Promise<T> {
    this.budget.recordRequest();
    let outcomeUnknown = false;
    for (let attempt = 0; ; attempt++) {
      try {
        const run = (): Promise<T> => this.attempt<T>(call.request, call, attempt);
        return await (this.breaker ? this.breaker.run(run) : run());
      } catch (error) {
        if (!(error instanceof CallError)) throw error;
        // What an earlier attempt may have done stays unknown, whatever the last one says.
        outcomeUnknown ||= error.outcomeUnknown;
        error.outcomeUnknown = outcomeUnknown;
        const waitMs = this.waitBeforeRetry(error, call, attempt);
        if (waitMs === undefined) throw error;
        await sleep(waitMs, undefined, { signal: call.context.signal }).catch((cause: unknown) => {
          throw new CallAborted(this.name, cause);
        });
        this.retries++;
      }
    }
  }

  /** Undefined when the error is final. A caller that retries this request itself is the layer that does it. */
  private waitBeforeRetry(error: CallError, { request, context, deadline }: Call, attempt: number): number | undefined {
    if (attempt >= this.policy.retries || (context.retryAttempt ?? 0) > 0) return undefined;
    if (!isRetryable(error, request)) return undefined;
    const waitMs = retryDelayMs(error, attempt);
    if (Date.now() + waitMs >= deadline || !this.budget.tryRetry()) return undefined;
    return waitMs;
  }

  private async attempt<T>(request: HttpRequest, { context, deadline }: Call, attempt: number): Promise<T> {
    const remainingMs = deadline - Date.now();
    if (remainingMs <= 0) throw new DeadlineExceeded(this.name, { outcomeUnknown: false });
    const timeoutMs = Math.min(this.policy.attemptTimeoutMs, remainingMs);
    const controller = new AbortController();
    const timeout =
      timeoutMs === remainingMs
        ? new DeadlineExceeded(this.name, { outcomeUnknown: true })
        : new AttemptTimeout(this.name, timeoutMs);
    const timer = setTimeout(() => controller.abort(timeout), timeoutMs);
    const onCallerGone = (): void => controller.abort(new CallAborted(this.name, context.signal?.reason));
    context.signal?.addEventListener('abort', onCallerGone, { once: true });
    try {
      const response = await send(`${this.baseUrl}${request.path}`, {
        dispatcher: this.agent,
        method: request.method,
        query: { ...request.query },
        headers: callHeaders(request, context, remainingMs, attempt),
        body: request.body === undefined ? null : JSON.stringify(request.body),
        signal: controller.signal,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      });
      return await readResponse<T>(this.name, response);
    } catch (error) {
      throw toCallError(this.name, error);
    } finally {
      clearTimeout(timer);
      context.signal?.removeEventListener('abort', onCallerGone);
    }
  }
}
