import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type Express, type Request } from 'express';
import { currentContext } from './context.ts';
import { createGuardedServer, pathOf, type HttpOptions } from './http-guard.ts';
import { HttpProblem, sendProblem, toHttpProblem } from './problem.ts';

/** An Express app that reads JSON bodies. It is served by an {@link HttpServer}. */
export function createApp(options: Pick<HttpOptions, 'bodyLimitBytes'> = {}): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: options.bodyLimitBytes ?? 1024 * 1024 }));
  return app;
}

/** Serves an Express app behind the guard, with problem+json for what goes wrong. */
export class HttpServer {
  private readonly app: Express;
  private readonly options: HttpOptions;
  private readonly server: Server;

  constructor(app: Express, options: HttpOptions) {
    this.app = app;
    this.options = options;
    this.server = createExpressServer(app, options);
  }

  /** Resolves with the URL. Routes that are added later come too late. */
  async listen(address: { port: number; host: string }): Promise<string> {
    this.app.use(() => {
      throw new HttpProblem(404, 'There is no such endpoint.');
    });
    this.app.use(answerProblem(this.options));
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject).listen(address.port, address.host, resolve);
    });
    const { port } = this.server.address() as AddressInfo;
    const url = `http://${address.host}:${port}`;
    this.options.log.info(`Server listening at ${url}`);
    return url;
  }

  /** Finishes what is in flight. */
  async close(): Promise<void> {
    if (!this.server.listening) return;
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** The server of an Express app. Express says on the request which route it found. */
export function createExpressServer(app: Express, options: HttpOptions): Server {
  return createGuardedServer(options, (request, response) => {
    const context = currentContext();
    response.once('finish', () => {
      const { route } = request as Request;
      if (context && typeof route?.path === 'string') context.route = route.path;
    });
    app(request, response);
  });
}

function answerProblem({ log }: HttpOptions): ErrorRequestHandler {
  // Express tells a handler of errors by its four parameters.
  return (error: unknown, request, response, _next) => {
    const problem = error instanceof URIError ? new HttpProblem(400, error.message) : toHttpProblem(error);
    if (problem.status >= 500) log.error({ err: problem.cause, status: problem.status }, 'request failed');
    if (response.headersSent) response.destroy();
    else sendProblem(problem, pathOf(request), currentContext()?.correlationId ?? '', response);
  };
}
