import { CallGuard } from './call-guard.ts';
import { currentContext, runWithContext } from './context.ts';
import { UpstreamProblem, type CallError } from './errors.ts';
import type { Metrics } from './metrics.ts';
import { problemBody, toHttpProblem } from './problem.ts';

export interface ModuleClientOptions {
  /** The module's name, for errors and metrics. */
  readonly name: string;
  /** Of a call; the caller's own deadline shortens it. */
  readonly deadlineMs: number;
  readonly metrics?: Metrics | undefined;
}

/**
 * Calls another module of this process as if it were a service: within a deadline, in a trace, with copies instead of
 * shared objects, and with the errors that a call over HTTP would have. Nothing is repeated: there is no network to fail.
 */
export class ModuleClient {
  private readonly name: string;
  private readonly guard: CallGuard;

  constructor({ name, deadlineMs, metrics }: ModuleClientOptions) {
    this.name = name;
    const policy = { deadlineMs, attemptTimeoutMs: deadlineMs, retries: 0, concurrent: Infinity, breaker: false };
    this.guard = new CallGuard({ name, metrics, policy });
  }

  /** Resolves with a copy of what the module answers; rejects with a `CallError`. */
  async request<T>(operation: string, call: () => Promise<unknown>): Promise<T> {
    return this.guard.run({ operation, idempotent: false }, ({ context, remainingMs }) => {
      let cancel = (_reason: CallError): void => {};
      const cancelled = new Promise<never>((_resolve, reject) => (cancel = reject));
      const inTime = { ...context, deadline: Date.now() + remainingMs };
      const answered = runWithContext(inTime, async () => copy(await call()) as T).catch((error: unknown) => {
        throw this.toCallError(error);
      });
      return { done: Promise.race([answered, cancelled]), cancel: (reason) => cancel(reason) };
    });
  }

  private toCallError(error: unknown): UpstreamProblem {
    const problem = toHttpProblem(error);
    const body = problemBody(problem, this.name, currentContext()?.correlationId ?? '');
    const { retryAfterSeconds, mayRetry } = problem;
    const retryAfterMs = retryAfterSeconds === undefined ? undefined : retryAfterSeconds * 1_000;
    const failed = new UpstreamProblem(this.name, problem.status, body, { retryAfterMs, mayRetry });
    failed.cause = error;
    return failed;
  }
}

/** A value as it would arrive over a network: what one module changes, the other does not see. */
export function copy<T>(value: T): T {
  return value === undefined ? value : JSON.parse(JSON.stringify(value));
}
