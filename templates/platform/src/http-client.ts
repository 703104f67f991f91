import { Agent, type Dispatcher } from 'undici';
import { CallGuard, type CallGuardOptions, type CallGuardStats } from './call-guard.ts';
import { HttpExchange } from './http-exchange.ts';
import { callHeaders, type HttpRequest } from './http-message.ts';
import { isIdempotent } from './retry.ts';

export interface HttpClientOptions extends CallGuardOptions {
  /** Origin and, if any, path prefix, without a slash at the end. Nothing but this origin is ever called. */
  readonly baseUrl: string;
  /** Chooses the instance that a request is sent to, in place of the URL's host. */
  readonly via?: Dispatcher.DispatcherComposeInterceptor | undefined;
}

/** Calls one other service over HTTP, guarded by its policy. Redirects are not followed. */
export class HttpClient {
  private readonly name: string;
  private readonly origin: string;
  private readonly prefix: string;
  private readonly guard: CallGuard;
  private readonly dispatcher: Dispatcher;

  constructor(options: HttpClientOptions) {
    const { name, baseUrl } = options;
    if (baseUrl.endsWith('/')) throw new Error(`the URL of "${name}" ends in a slash`);
    const url = new URL(baseUrl);
    this.name = name;
    this.prefix = url.pathname === '/' ? '' : url.pathname;
    this.guard = new CallGuard(options);
    const { concurrent, attemptTimeoutMs } = this.guard.policy;
    const agent = new Agent({
      connections: concurrent,
      headersTimeout: attemptTimeoutMs,
      bodyTimeout: attemptTimeoutMs,
      connect: { timeout: attemptTimeoutMs },
    });
    this.dispatcher = options.via ? agent.compose(options.via) : agent;
    this.origin = url.origin;
  }

  /** Resolves with the JSON (or text) of a 2xx answer, undefined when it is empty; rejects with a `CallError`. */
  async request<T>(request: HttpRequest): Promise<T> {
    if (!request.path.startsWith('/')) throw new Error(`the path "${request.path}" does not start with "/"`);
    const body = request.body === undefined ? null : JSON.stringify(request.body);
    const call = {
      operation: request.method,
      idempotent: isIdempotent(request),
      deadlineMs: request.deadlineMs,
      group: request.group,
    };
    return this.guard.run(call, (attempt) => {
      const exchange = new HttpExchange<T>(this.name, this.guard.policy.maxResponseBytes);
      this.dispatcher.dispatch(
        {
          origin: this.origin,
          method: request.method,
          path: `${this.prefix}${request.path}`,
          ...(request.query && { query: request.query }),
          headers: callHeaders(request, attempt),
          body,
        },
        exchange,
      );
      return exchange;
    });
  }

  stats(): CallGuardStats {
    return this.guard.stats();
  }

  /** Waits for calls in flight. */
  async close(): Promise<void> {
    await this.dispatcher.close();
  }
}
