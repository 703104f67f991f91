import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import { Agent, request as send, type Dispatcher } from 'undici';
import { breakerPolicy, DEFAULT_CALL_POLICY, type BreakerPolicy } from './call-policy.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { currentContext } from './context.ts';
import { CallAborted, CallError, DeadlineExceeded } from './errors.ts';
import { answerHeaders, forwardedHeaders } from './forwarded-headers.ts';
import { toCallError } from './http-message.ts';

export interface ProxyOptions {
  readonly name: string;
  /** Origin and, if any, path prefix, without a slash at the end. */
  readonly baseUrl: string;
  /** For the whole exchange, the bodies included. */
  readonly deadlineMs: number;
  readonly breaker?: Partial<BreakerPolicy>;
  /** Chooses the instance that a request is sent to, in place of the URL's host. */
  readonly via?: Dispatcher.DispatcherComposeInterceptor | undefined;
}

interface Changes {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** Hooks that run before a request is passed on, and may answer it themselves. */
export type Guards = Extract<NonNullable<RouteShorthandOptions['onRequest']>, readonly unknown[]>;

/** Streams requests to one service and its answers back. It repeats nothing: the services' own clients do. */
export class Proxy {
  private readonly options: ProxyOptions;
  private readonly agent: Dispatcher;
  private readonly breaker: CircuitBreaker | undefined;

  constructor(options: ProxyOptions) {
    this.options = options;
    const agent = new Agent({ connections: 100, connect: { timeout: 1_000 } });
    this.agent = options.via ? agent.compose(options.via) : agent;
    const guarded = { ...DEFAULT_CALL_POLICY, attemptTimeoutMs: options.deadlineMs, breaker: options.breaker ?? true };
    const policy = breakerPolicy(guarded);
    this.breaker = policy && new CircuitBreaker({ name: options.name, policy });
  }

  /** A fastify plugin that serves everything under `prefix`, which becomes `rewrite` at the service. */
  serve(prefix: string, rewrite: string, guards: Guards = []): (app: FastifyInstance) => Promise<void> {
    return async (app) => {
      acceptAnyBody(app);
      app.addHook('onClose', () => this.close());
      const pass = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
        const response = await this.request(request, `${rewrite}${request.url.slice(prefix.length)}`);
        return reply.code(response.statusCode).headers(answerHeaders(response.headers)).send(response.body);
      };
      app.all(prefix, { onRequest: guards }, pass);
      app.all(`${prefix}/*`, { onRequest: guards }, pass);
    };
  }

  /** Passes the request on, with what is changed of it. Resolves when the headers of the answer are there, whatever its status. */
  async request(request: FastifyRequest, path: string, changes: Changes = {}): Promise<Dispatcher.ResponseData> {
    const { name, baseUrl, deadlineMs } = this.options;
    const context = currentContext();
    const remainingMs = Math.min(deadlineMs, (context?.deadline ?? Infinity) - Date.now());
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(new DeadlineExceeded(name, { outcomeUnknown: true })), remainingMs);
    context?.signal?.addEventListener('abort', () => controller.abort(new CallAborted(name)), { once: true });
    const attempt = async (): Promise<Dispatcher.ResponseData> => {
      const response = await send(`${baseUrl}${path}`, {
        dispatcher: this.agent,
        method: request.method,
        headers: {
          ...forwardedHeaders(request, context),
          ...changes.headers,
          'x-request-deadline-ms': String(Math.max(0, Math.floor(remainingMs))),
        },
        body: changes.body ?? (request.body === undefined ? null : request.raw),
        signal: controller.signal,
        headersTimeout: deadlineMs,
        bodyTimeout: deadlineMs,
      }).catch((error: unknown) => Promise.reject(toCallError(name, error, false)));
      response.body.once('close', () => clearTimeout(timer));
      if (response.statusCode >= 500) throw new FailedAnswer(response);
      return response;
    };
    try {
      return await (this.breaker ? this.breaker.run(attempt) : attempt());
    } catch (error) {
      if (error instanceof FailedAnswer) return error.response;
      clearTimeout(timer);
      throw error;
    }
  }

  /** Waits for exchanges under way. */
  async close(): Promise<void> {
    await this.agent.close();
  }
}

/** Counts as a failure for the circuit breaker, and is passed on as it is. */
class FailedAnswer extends CallError {
  readonly response: Dispatcher.ResponseData;

  constructor(response: Dispatcher.ResponseData) {
    super('FAILED_ANSWER', `answered ${response.statusCode}`, { outcomeUnknown: true });
    this.response = response;
  }
}

/** Leaves bodies unread, whatever their type, so that they stream. */
export function acceptAnyBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
}
