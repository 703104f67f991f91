import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { isTraceparent, newTraceparent, runWithContext, type RequestContext } from './context.ts';
import type { Health } from './health.ts';
import type { Logger } from './logger.ts';
import { HttpProblem, problemBody, toHttpProblem } from './problem.ts';

export interface AppOptions {
  readonly name: string;
  readonly log: Logger;
  readonly health: Health;
  /** Requests in flight beyond which new ones are turned away. */
  readonly maxConcurrent?: number;
  readonly bodyLimitBytes?: number;
}

const CORRELATION_ID = /^[\w.:-]{1,128}$/;

/** An HTTP server with health routes, request context, problem+json errors, bounds on what it accepts, and load shedding. */
export function createApp(options: AppOptions): FastifyInstance {
  const { log, health, maxConcurrent = 200, bodyLimitBytes = 1024 * 1024 } = options;
  const loggerInstance: FastifyBaseLogger = log.child({ service: options.name });
  const app: FastifyInstance = Fastify({
    loggerInstance,
    bodyLimit: bodyLimitBytes,
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    maxRequestsPerSocket: 10_000,
    genReqId: (request) => acceptCorrelationId(request.headers['x-correlation-id']),
    // While draining, what still arrives is served; idle connections are closed when the server stops listening.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  });
  health.register(app);
  shedLoad(app, maxConcurrent);
  provideContext(app);
  answerProblems(app);
  app.addHook('onSend', async (_request, reply) => {
    if (health.draining) reply.header('connection', 'close');
  });
  return app;
}

/** Turns requests away before their body is read, because work that nobody can wait for makes an overload worse. */
function shedLoad(app: FastifyInstance, maxConcurrent: number): void {
  let inFlight = 0;
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url?.startsWith('/health/')) return;
    if (inFlight >= maxConcurrent) throw new HttpProblem(503, undefined, { retryAfterSeconds: 1 });
    inFlight++;
    reply.raw.once('close', () => inFlight--);
  });
}

/** Makes correlation id, trace, deadline and the caller's presence known to everything that the handler starts. */
function provideContext(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-correlation-id', request.id);
    const remainingMs = Number(request.headers['x-request-deadline-ms'] ?? NaN);
    if (remainingMs <= 0) return done(new HttpProblem(504));
    runWithContext(readContext(request, reply, remainingMs), done);
  });
}

function readContext(request: FastifyRequest, reply: FastifyReply, remainingMs: number): RequestContext {
  const { traceparent, 'x-retry-attempt': retryAttempt } = request.headers;
  return {
    correlationId: request.id,
    traceparent: isTraceparent(traceparent) ? traceparent : newTraceparent(),
    signal: signalOfDisconnect(reply),
    retryAttempt: Number(retryAttempt) || 0,
    ...(Number.isFinite(remainingMs) ? { deadline: Date.now() + remainingMs } : {}),
  };
}

/** Not fastify's request.signal, which also aborts when the request's body has been read. */
function signalOfDisconnect(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new Error('the caller disconnected'));
  });
  return controller.signal;
}

function answerProblems(app: FastifyInstance): void {
  const answer = (problem: HttpProblem, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    if (problem.status >= 500) request.log.error({ err: problem.cause, status: problem.status }, 'request failed');
    if (problem.retryAfterSeconds !== undefined) void reply.header('retry-after', problem.retryAfterSeconds);
    if (!problem.mayRetry) void reply.header('x-should-retry', 'false');
    return reply
      .code(problem.status)
      .type('application/problem+json')
      .send(problemBody(problem, request.url.split('?')[0] ?? '/', request.id));
  };
  app.setErrorHandler((error, request, reply) => answer(toHttpProblem(error), request, reply));
  app.setNotFoundHandler((request, reply) =>
    answer(new HttpProblem(404, 'There is no such endpoint.'), request, reply),
  );
}

function acceptCorrelationId(header: unknown): string {
  return typeof header === 'string' && CORRELATION_ID.test(header) ? header : randomUUID();
}
