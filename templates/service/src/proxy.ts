import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Agent, request as send, type Dispatcher } from 'undici';
import { currentContext } from './platform/context.ts';
import { CallAborted, DeadlineExceeded } from './platform/errors.ts';
import { toCallError } from './platform/http-message.ts';

export interface ProxyOptions {
  readonly name: string;
  /** Origin and, if any, path prefix, without a slash at the end. */
  readonly baseUrl: string;
  /** For the whole exchange, the bodies included. */
  readonly deadlineMs: number;
}

// They belong to one connection (RFC 9110, 7.6.1), or are set anew.
const DROPPED = new Set([
  ...['connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'te', 'trailer', 'transfer-encoding'],
  ...['upgrade', 'expect', 'host', 'x-correlation-id', 'x-request-deadline-ms', 'x-retry-attempt', 'traceparent'],
]);

/** Streams requests to one service and its answers back. It repeats nothing: the services' own clients do. */
export class Proxy {
  private readonly options: ProxyOptions;
  private readonly agent = new Agent({ connections: 100, connect: { timeout: 1_000 } });

  constructor(options: ProxyOptions) {
    this.options = options;
  }

  /** A fastify plugin that serves everything under `prefix`, which becomes `rewrite` at the service. */
  serve(prefix: string, rewrite: string): (app: FastifyInstance) => Promise<void> {
    return async (app) => {
      app.removeAllContentTypeParsers();
      app.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
      app.addHook('onClose', () => this.agent.close());
      const pass = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
        const response = await this.request(request, `${rewrite}${request.url.slice(prefix.length)}`);
        return reply.code(response.statusCode).headers(endToEnd(response.headers)).send(response.body);
      };
      app.all(prefix, pass);
      app.all(`${prefix}/*`, pass);
    };
  }

  private async request(request: FastifyRequest, path: string): Promise<Dispatcher.ResponseData> {
    const { name, baseUrl, deadlineMs } = this.options;
    const context = currentContext();
    const remainingMs = Math.min(deadlineMs, (context?.deadline ?? Infinity) - Date.now());
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(new DeadlineExceeded(name, { outcomeUnknown: true })), remainingMs);
    context?.signal?.addEventListener('abort', () => controller.abort(new CallAborted(name)), { once: true });
    try {
      const response = await send(`${baseUrl}${path}`, {
        dispatcher: this.agent,
        method: request.method as Dispatcher.HttpMethod,
        headers: {
          ...endToEnd(request.headers),
          'x-correlation-id': request.id,
          'x-request-deadline-ms': String(Math.max(0, Math.floor(remainingMs))),
          ...(context?.traceparent !== undefined && { traceparent: context.traceparent }),
        },
        body: request.body === undefined ? null : request.raw,
        signal: controller.signal,
        headersTimeout: deadlineMs,
        bodyTimeout: deadlineMs,
      });
      response.body.once('close', () => clearTimeout(timer));
      return response;
    } catch (error) {
      clearTimeout(timer);
      throw toCallError(name, error, false);
    }
  }
}

function endToEnd(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string | string[]> {
  const named = String(headers['connection'] ?? '')
    .toLowerCase()
    .split(/\s*,\s*/);
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined && !DROPPED.has(name) && !named.includes(name)) kept[name] = value;
  return kept;
}
