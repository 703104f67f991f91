import type { Attempt } from './call-guard.ts';
import { CallError, UnusableResponse, UpstreamProblem, UpstreamUnreachable, type Problem } from './errors.ts';
import { parseRetryAfter } from './retry.ts';

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'OPTIONS' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Begins with a slash; parameters in it are already encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Makes any method safe to repeat, provided that the upstream honours it. */
  readonly idempotencyKey?: string;
  /** Shortens the policy's deadline for this call. */
  readonly deadlineMs?: number;
  /** Operations that fail together: each group has a circuit breaker of its own. */
  readonly group?: string;
}

/** An answer that was read to its end. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** What travels with every call, whatever its method. */
export function callHeaders(request: HttpRequest, attempt: Attempt): Record<string, string> {
  const { context } = attempt;
  const headers: Record<string, string> = {
    accept: 'application/json, application/problem+json',
    'x-correlation-id': context.correlationId,
    'x-request-deadline-ms': String(Math.floor(attempt.remainingMs)),
    'x-retry-attempt': String(attempt.retryAttempt),
  };
  if (context.traceparent !== undefined) headers['traceparent'] = context.traceparent;
  if (request.body !== undefined) headers['content-type'] = 'application/json';
  if (request.idempotencyKey !== undefined) headers['idempotency-key'] = request.idempotencyKey;
  return headers;
}

/** What a 2xx answer says: JSON, text, or undefined when it is empty. Throws a {@link CallError} for any other one. */
export function readAnswer<T>(upstream: string, { status, headers, body }: HttpAnswer): T {
  const contentType = first(headers['content-type']) ?? '';
  if (status >= 400) {
    throw new UpstreamProblem(upstream, status, parseProblem(body, contentType), {
      retryAfterMs: parseRetryAfter(first(headers['retry-after'])),
      mayRetry: first(headers['x-should-retry']) !== 'false',
    });
  }
  if (status >= 300) throw new UnusableResponse(upstream, new Error(`${status} leads elsewhere, and is not followed`));
  if (body === '') return undefined as T;
  if (!isJson(contentType)) return body as T;
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new UnusableResponse(upstream, asError(error));
  }
}

/** Gives every failure of an attempt a type that says what may be done about it; a request that makes no sense keeps its own. */
export function toCallError(upstream: string, error: unknown, nothingSent: boolean): Error {
  if (error instanceof CallError) return error;
  const cause = asError(error);
  if ('code' in cause && cause.code === 'UND_ERR_INVALID_ARG') return cause;
  return new UpstreamUnreachable(upstream, nothingSent, cause);
}

function parseProblem(text: string, contentType: string): Problem {
  if (!isJson(contentType)) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? { ...value } : {};
  } catch {
    return {};
  }
}

const JSON_TYPE = /^application\/([\w.-]+\+)?json\b/i;

function isJson(contentType: string): boolean {
  return JSON_TYPE.test(contentType);
}

function first(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}

function asError(value: unknown): Error {
  return value instanceof Error ? value : new Error(String(value));
}
