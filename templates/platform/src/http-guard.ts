import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { currentContext, isTraceparent, newTraceparent, runWithContext, type RequestContext } from './context.ts';
import type { Health } from './health.ts';
import { LoadLimit, type LoadLimits } from './load-limit.ts';
import type { Logger } from './logger.ts';
import { HttpProblem, sendProblem } from './problem.ts';

/** A request that is over. `route` is what the framework found: `/orders/:id`. */
export interface AnsweredRequest {
  readonly method: string;
  readonly route: string | undefined;
  readonly status: number;
  readonly durationMs: number;
}

/** Watches a request: `context` is that of everything done for it. */
export interface RequestWatch {
  readonly context: RequestContext;
  readonly end: (answered: AnsweredRequest) => void;
}

export interface HttpOptions {
  readonly name: string;
  readonly log: Logger;
  readonly health: Health;
  /** Called when a request begins, for traces and figures. */
  readonly watch?: (method: string, context: RequestContext) => RequestWatch;
  /** From when on new requests are turned away. */
  readonly limits?: LoadLimits;
  readonly bodyLimitBytes?: number;
  /** How long a client may take to send the head of a request. */
  readonly headersTimeoutMs?: number;
  /** Who answers at the port until this server listens, which then takes its place without refusing a connection. */
  readonly entrance?: { handOver(server: Server): Server } | undefined;
  /**
   * Callers are outside of the system: a trace begins here, whatever they send. `trustProxy` names the addresses or
   * networks, separated by commas, of load balancers whose X-Forwarded-For tells the caller's address.
   */
  readonly edge?: { readonly trustProxy?: string | undefined };
  /** The text of the document that `GET /openapi.json` answers with. */
  readonly openapi?: string;
  /** What a request's URL becomes before the framework sees it: public prefixes that stand for other paths. */
  readonly rewrite?: ((url: string) => string) | undefined;
}

const CORRELATION_ID = /^[\w.:-]{1,128}$/;

/**
 * A server with bounds on what it accepts. It answers probes by itself, turns requests away while there is too much to do,
 * and gives each of the others its context; `handle`, the framework, sees nothing else.
 */
export function createGuardedServer(options: HttpOptions, handle: RequestListener): Server {
  const { health, headersTimeoutMs = 10_000 } = options;
  const load = new LoadLimit(options.limits);
  const open = new Set<ServerResponse>();
  const timeouts = { headersTimeout: headersTimeoutMs, requestTimeout: 30_000, keepAliveTimeout: 72_000 };
  const server = createServer({ ...timeouts, connectionsCheckingInterval: 1_000 }, (request, response) => {
    if (request.url?.startsWith('/health/')) return void answerProbe(health, request, response);
    if (load.isFull(open.size)) return turnAway(request, response);
    open.add(response.once('close', () => open.delete(response)));
    if (health.draining) response.setHeader('connection', 'close');
    serve(options, request, response, handle);
  });
  server.maxRequestsPerSocket = 10_000;
  server.once('close', () => load.close());
  health.onDrain(() => {
    for (const response of open) if (!response.headersSent) response.setHeader('connection', 'close');
  });
  return options.entrance?.handOver(server) ?? server;
}

/** Tells which route answers the running request, for its log line and for whoever watches. */
export function noteRoute(route: string | undefined): void {
  const context = currentContext();
  if (context && route !== undefined) context.route = route;
}

/** The path of a request, without its query. */
export function pathOf({ url = '/' }: { readonly url?: string | undefined }): string {
  return url.split('?', 1)[0] ?? '/';
}

/** Answers a request for a path under `/health/`. */
export async function answerProbe(health: Health, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const report = await health.probe(pathOf(request));
  if (!report) return sendProblem(new HttpProblem(404), pathOf(request), randomUUID(), response);
  response.writeHead(report.status === 'fail' ? 503 : 200, { 'content-type': 'application/health+json' });
  response.end(JSON.stringify(report));
}

/** Refuses a request for now. Work that nobody can wait for makes an overload worse, so this has to cost next to nothing. */
export function turnAway(request: IncomingMessage, response: ServerResponse, why = 'There is too much to do.'): void {
  const problem = new HttpProblem(503, why, { retryAfterSeconds: 1 });
  sendProblem(problem, pathOf(request), acceptCorrelationId(request.headers['x-correlation-id']), response);
}

function serve(
  options: HttpOptions,
  request: IncomingMessage,
  response: ServerResponse,
  handle: RequestListener,
): void {
  const { log, watch, openapi } = options;
  const { method = 'GET' } = request;
  const received = readContext(request, response, options.edge !== undefined);
  const watched = watch?.(method, received);
  const context = watched?.context ?? received;
  const startedAt = performance.now();
  response.setHeader('x-correlation-id', context.correlationId);
  response.once('close', () => {
    const durationMs = performance.now() - startedAt;
    const answered = { method, route: context.route, status: response.statusCode, durationMs };
    runWithContext(context, () => {
      const message = response.writableFinished ? 'request completed' : 'the caller disconnected';
      log.info({ ...answered, path: pathOf(request), durationMs: Math.round(durationMs) }, message);
    });
    watched?.end(answered);
  });
  runWithContext(context, () => {
    if (options.rewrite && request.url !== undefined) request.url = options.rewrite(request.url);
    if ((context.deadline ?? Infinity) > Date.now()) {
      const document = openapi !== undefined && isAskedForDocument(request);
      return document ? sendDocument(openapi, response) : handle(request, response);
    }
    sendProblem(new HttpProblem(504), pathOf(request), context.correlationId, response);
  });
}

function isAskedForDocument(request: IncomingMessage): boolean {
  return pathOf(request) === '/openapi.json' && (request.method === 'GET' || request.method === 'HEAD');
}

/** For everybody, as what it tells could be found out by asking; load and deadlines hold for it as for any request. */
function sendDocument(document: string, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(document);
}

function readContext(request: IncomingMessage, response: ServerResponse, isEdge: boolean): RequestContext {
  const { traceparent, 'x-retry-attempt': retryAttempt, 'x-request-deadline-ms': remaining } = request.headers;
  const remainingMs = Number(remaining ?? NaN);
  return {
    correlationId: acceptCorrelationId(request.headers['x-correlation-id']),
    traceparent: !isEdge && isTraceparent(traceparent) ? traceparent : newTraceparent(),
    signal: signalOfDisconnect(response),
    retryAttempt: Number(retryAttempt) || 0,
    ...(Number.isFinite(remainingMs) ? { deadline: Date.now() + remainingMs } : {}),
    ...(isEdge ? {} : identityOf(request)),
  };
}

/** On whose behalf the request comes, as a gateway has checked; it travels on with every call. */
function identityOf({ headers }: IncomingMessage): Pick<RequestContext, 'identity'> {
  const { 'x-user-id': user, 'x-user-scopes': scopes } = headers;
  if (typeof user !== 'string') return {};
  return { identity: { 'x-user-id': user, 'x-user-scopes': String(scopes ?? '') } };
}

function signalOfDisconnect(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort(new Error('the caller disconnected'));
  });
  return controller.signal;
}

function acceptCorrelationId(header: string | string[] | undefined): string {
  return typeof header === 'string' && CORRELATION_ID.test(header) ? header : randomUUID();
}
