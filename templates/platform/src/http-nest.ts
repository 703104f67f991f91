import {
  HttpException,
  type ArgumentsHost,
  type DynamicModule,
  type ExceptionFilter,
  type INestApplication,
  type LoggerService,
  type Type,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import type { Request, Response } from 'express';
import { currentContext } from './context.ts';
import { createApp as createExpress, createExpressServer } from './http-express.ts';
import { pathOf, type HttpOptions } from './http-guard.ts';
import type { Logger } from './logger.ts';
import { HttpProblem, sendProblem, toHttpProblem } from './problem.ts';

/** A Nest application on Express behind the guard, with problem+json for what goes wrong. */
export async function createNestApp(module: Type | DynamicModule, options: HttpOptions): Promise<INestApplication> {
  const app = await NestFactory.create(module, new GuardedAdapter(options), {
    bodyParser: false,
    abortOnError: false,
    logger: nestLogger(options.log),
  });
  app.useGlobalFilters(new ProblemFilter(options.log));
  return app;
}

class GuardedAdapter extends ExpressAdapter {
  private readonly http: HttpOptions;

  constructor(http: HttpOptions) {
    super(createExpress(http));
    this.http = http;
  }

  override initHttpServer(): void {
    this.httpServer = createExpressServer(this.getInstance(), this.http);
  }
}

/** Answers with what an error means: an HttpProblem, a failed call, or an exception of Nest. Without `@Catch` it gets all. */
class ProblemFilter implements ExceptionFilter {
  private readonly log: Logger;

  constructor(log: Logger) {
    this.log = log;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const problem = error instanceof HttpException ? fromNest(error) : toHttpProblem(error);
    if (problem.status >= 500) this.log.error({ err: problem.cause, status: problem.status }, 'request failed');
    if (response.headersSent) response.destroy();
    else sendProblem(problem, pathOf(request), currentContext()?.correlationId ?? '', response);
  }
}

function fromNest(error: HttpException): HttpProblem {
  const status = error.getStatus();
  return new HttpProblem(status, status < 500 ? error.message : undefined, { cause: error });
}

/** What Nest says of its own start is for debugging. */
function nestLogger(log: Logger): LoggerService {
  return {
    log: (message: unknown) => log.debug(String(message)),
    warn: (message: unknown) => log.warn(String(message)),
    error: (message: unknown, stack?: unknown) => log.error({ stack }, String(message)),
  };
}
