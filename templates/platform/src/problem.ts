import { STATUS_CODES } from 'node:http';
import type { FastifyError } from 'fastify';
import type { z } from 'zod';
import {
  AttemptTimeout,
  BulkheadFull,
  CallAborted,
  CallError,
  CircuitOpen,
  DeadlineExceeded,
  type Problem,
} from './errors.ts';

/** Throw it in a route to answer with this status; `detail` is shown to the client. */
export class HttpProblem extends Error {
  readonly status: number;
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly retryAfterSeconds: number | undefined;
  /** False when what this answer needed was repeated in vain already: the caller should not repeat it once more. */
  readonly mayRetry: boolean;

  constructor(
    status: number,
    detail?: string,
    options: {
      extensions?: Record<string, unknown>;
      retryAfterSeconds?: number;
      mayRetry?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(detail ?? '', { cause: options.cause });
    this.name = 'HttpProblem';
    this.status = status;
    this.extensions = options.extensions ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.mayRetry = options.mayRetry ?? true;
  }
}

/** Checks a request's body, query or parameters; throws a 400 with a JSON pointer for each wrong field. */
export function validate<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.map((issue) => ({ pointer: toPointer(issue.path), detail: issue.message }));
  throw new HttpProblem(400, 'The request does not match what this endpoint accepts.', { extensions: { errors } });
}

/** What the client is told about an error. Of our own failures (5xx) it learns the status only. */
export function toHttpProblem(error: unknown): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof CallError) return fromCallError(error);
  if (!isFastifyError(error)) return new HttpProblem(500, undefined, { cause: error });
  if (error.validation) {
    const errors = error.validation.map((issue) => ({
      pointer: `#${issue.instancePath}`,
      detail: issue.message ?? issue.keyword,
    }));
    return new HttpProblem(400, 'The request does not match what this endpoint accepts.', { extensions: { errors } });
  }
  const status = error.statusCode ?? 500;
  return new HttpProblem(status, status < 500 ? error.message : undefined, { cause: error });
}

/** The body of RFC 9457. */
export function problemBody(problem: HttpProblem, instance: string, correlationId: string): Problem {
  return {
    type: 'about:blank',
    title: STATUS_CODES[problem.status] ?? 'Error',
    status: problem.status,
    ...(problem.message === '' ? {} : { detail: problem.message }),
    instance,
    correlationId,
    ...problem.extensions,
  };
}

function fromCallError(error: CallError): HttpProblem {
  const cause = error;
  const mayRetry = !error.retriesSpent;
  if (error instanceof DeadlineExceeded || error instanceof AttemptTimeout) {
    return new HttpProblem(504, undefined, { cause, mayRetry });
  }
  if (error instanceof CircuitOpen) {
    const retryAfterSeconds = Math.max(1, Math.ceil(error.retryAfterMs / 1_000));
    return new HttpProblem(503, undefined, { cause, mayRetry: false, retryAfterSeconds });
  }
  if (error instanceof BulkheadFull) return new HttpProblem(503, undefined, { cause, retryAfterSeconds: 1 });
  if (error instanceof CallAborted) return new HttpProblem(503, undefined, { cause });
  return new HttpProblem(502, undefined, { cause, mayRetry });
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error && 'statusCode' in error;
}

function toPointer(path: readonly PropertyKey[]): string {
  return `#${path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`;
}
