import type { Dispatcher } from 'undici';
import type { RequestContext } from './context.ts';
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
}

/** The failures of a connection that was never made. */
const NOTHING_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What travels with every call, whatever its method. */
export function callHeaders(
  request: HttpRequest,
  context: RequestContext,
  remainingMs: number,
  attempt: number,
): Record<string, string> {
  const headers: Record<string, string> = {
    ...context.identity,
    accept: 'application/json, application/problem+json',
    'x-correlation-id': context.correlationId,
    'x-request-deadline-ms': String(Math.floor(remainingMs)),
    'x-retry-attempt': String(attempt),
  };
  if (context.traceparent !== undefined) headers['traceparent'] = context.traceparent;
  if (request.body !== undefined) headers['content-type'] = 'application/json';
  if (request.idempotencyKey !== undefined) headers['idempotency-key'] = request.idempotencyKey;
  return headers;
}

/** Reads the body to its end, whatever the status, because an unread body keeps its connection busy. */
export async function readResponse<T>(upstream: string, response: Dispatcher.ResponseData): Promise<T> {
  const text = await response.body.text();
  const contentType = String(response.headers['content-type'] ?? '');
  if (response.statusCode >= 400) {
    const retryAfter = response.headers['retry-after'];
    const retryAfterMs = parseRetryAfter(Array.isArray(retryAfter) ? retryAfter[0] : retryAfter);
    throw new UpstreamProblem(upstream, response.statusCode, parseProblem(text, contentType), retryAfterMs);
  }
  if (text === '') return undefined as T;
  if (!isJson(contentType)) return text as T;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnusableResponse(upstream, asError(error));
  }
}

/** Gives every failure of an attempt a type that says what may be done about it. */
export function toCallError(upstream: string, error: unknown): CallError {
  if (error instanceof CallError) return error;
  const cause = asError(error);
  const code = 'code' in cause ? String(cause.code) : '';
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return new UnusableResponse(upstream, cause);
  return new UpstreamUnreachable(upstream, NOTHING_SENT.has(code), cause);
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

function isJson(contentType: string): boolean {
  return /^application\/([\w.-]+\+)?json\b/i.test(contentType);
}

function asError(value: unknown): Error {
  return value instanceof Error ? value : new Error(String(value));
}
