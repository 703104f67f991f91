import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { z } from 'zod';

/** Problem details of RFC 9457, as this service sends them. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance: string;
  readonly correlationId: string;
  readonly [extension: string]: unknown;
}

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
  if (isCallError(error)) return fromCallError(error);
  if (!isFrameworkError(error)) return new HttpProblem(500, undefined, { cause: error });
  if (error.validation) {
    const errors = error.validation.map((issue) => ({
      pointer: `#${issue.instancePath}`,
      detail: issue.message ?? issue.keyword,
    }));
    return new HttpProblem(400, 'The request does not match what this endpoint accepts.', { extensions: { errors } });
  }
  const { statusCode } = error;
  return new HttpProblem(statusCode, statusCode < 500 ? error.message : undefined, { cause: error });
}

/** Answers with a problem. */
export function sendProblem(problem: HttpProblem, path: string, correlationId: string, response: ServerResponse): void {
  const { status, retryAfterSeconds } = problem;
  if (retryAfterSeconds !== undefined) response.setHeader('retry-after', retryAfterSeconds);
  if (!problem.mayRetry) response.setHeader('x-should-retry', 'false');
  response.setHeader('x-correlation-id', correlationId);
  response.writeHead(status, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify(problemBody(problem, path, correlationId)));
}

/** The body of RFC 9457. */
export function problemBody(problem: HttpProblem, instance: string, correlationId: string): ProblemBody {
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

/** A CallError of errors.ts, which only services that call others have. */
interface FailedCall extends Error {
  readonly code: string;
  readonly outcomeUnknown: boolean;
  readonly retryAfterMs?: number;
  readonly retriesSpent?: boolean;
}

function isCallError(error: unknown): error is FailedCall {
  return error instanceof Error && 'code' in error && 'outcomeUnknown' in error;
}

const CALL_STATUSES = new Map([
  ['DEADLINE_EXCEEDED', 504],
  ['ATTEMPT_TIMEOUT', 504],
  ['CIRCUIT_OPEN', 503],
  ['BULKHEAD_FULL', 503],
  ['NO_INSTANCE', 503],
  ['CALL_ABORTED', 503],
]);

function fromCallError(cause: FailedCall): HttpProblem {
  const status = CALL_STATUSES.get(cause.code) ?? 502;
  if (cause.code === 'CALL_ABORTED') return new HttpProblem(status, undefined, { cause });
  const mayRetry = cause.code !== 'CIRCUIT_OPEN' && cause.retriesSpent !== true;
  if (status !== 503) return new HttpProblem(status, undefined, { cause, mayRetry });
  const retryAfterSeconds = Math.max(1, Math.ceil((cause.retryAfterMs ?? 0) / 1_000));
  return new HttpProblem(status, undefined, { cause, mayRetry, retryAfterSeconds });
}

interface FrameworkError extends Error {
  readonly statusCode: number;
  readonly validation?: readonly { instancePath: string; message?: string; keyword: string }[];
}

/** An error of fastify, or of http-errors, which the body parsers of Express throw. Those of other clients say a status too. */
function isFrameworkError(error: unknown): error is FrameworkError {
  if (!(error instanceof Error) || !('statusCode' in error) || typeof error.statusCode !== 'number') return false;
  return 'expose' in error || ('code' in error && String(error.code).startsWith('FST_'));
}

function toPointer(path: readonly PropertyKey[]): string {
  return `#${path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`;
}
