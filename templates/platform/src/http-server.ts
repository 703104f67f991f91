import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { currentContext } from './context.ts';
import { createGuardedServer, noteRoute, pathOf, type HttpOptions } from './http-guard.ts';
import { HttpProblem, problemBody, toHttpProblem } from './problem.ts';

/** A fastify app behind the guard, whose errors are problem+json. */
export function createApp(options: HttpOptions): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = options.log.child({ service: options.name });
  const app: FastifyInstance = Fastify({
    loggerInstance,
    // The guard writes one line for each request.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: options.bodyLimitBytes ?? 1024 * 1024,
    serverFactory: (handle) => createGuardedServer(options, handle),
    genReqId: () => currentContext()?.correlationId ?? '',
    frameworkErrors: (error, request, reply) => void answer(toHttpProblem(error), request, reply),
    // While draining, what still arrives is served; idle connections are closed when the server stops listening.
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    ...(options.edge?.trustProxy !== undefined && { trustProxy: options.edge.trustProxy }),
  });
  app.addHook('onRequest', async (request) => noteRoute(request.routeOptions.url));
  app.setErrorHandler((error, request, reply) => answer(toHttpProblem(error), request, reply));
  app.setNotFoundHandler((request, reply) =>
    answer(new HttpProblem(404, 'There is no such endpoint.'), request, reply),
  );
  return app;
}

function answer(problem: HttpProblem, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (problem.status >= 500) request.log.error({ err: problem.cause, status: problem.status }, 'request failed');
  if (problem.retryAfterSeconds !== undefined) void reply.header('retry-after', problem.retryAfterSeconds);
  if (!problem.mayRetry) void reply.header('x-should-retry', 'false');
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .send(problemBody(problem, pathOf(request), request.id));
}
