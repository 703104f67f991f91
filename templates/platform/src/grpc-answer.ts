import type { IncomingHttpHeaders } from 'node:http';
import { UpstreamProblem } from './errors.ts';
import { HttpProblem } from './problem.ts';

/** What a call over gRPC gave, as the answer to a request over HTTP: a refusal keeps its status and its reason. */
export async function answerOf<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof UpstreamProblem)) throw error;
    const { status, problem, retryAfterMs, retriesSpent } = error;
    throw new HttpProblem(status, status < 500 ? problem.title : undefined, {
      ...(retryAfterMs !== undefined && { retryAfterSeconds: Math.ceil(retryAfterMs / 1_000) }),
      mayRetry: !retriesSpent,
      cause: error,
    });
  }
}

/** The key that makes a repeated request one request, for the call that is made for it. */
export function keyOf({ 'idempotency-key': key }: IncomingHttpHeaders): { idempotencyKey?: string } {
  return typeof key === 'string' ? { idempotencyKey: key } : {};
}
