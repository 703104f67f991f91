import { Metadata, status, type ClientUnaryCall, type ServiceError } from '@grpc/grpc-js';
import { CallGuard, type Attempt, type CallGuardOptions, type CallGuardStats, type Exchange } from './call-guard.ts';
import { DeadlineExceeded, UnusableResponse, UpstreamProblem, UpstreamUnreachable, type CallError } from './errors.ts';
import { fromStruct, metadataText, toHttpStatus, type Struct } from './grpc-wire.ts';
import { parseRetryAfter } from './retry.ts';

export interface GrpcRequest {
  /** Whether it may be sent twice; so may every request with a key. */
  readonly idempotent: boolean;
  readonly idempotencyKey?: string;
  /** Shortens the policy's deadline for this call. */
  readonly deadlineMs?: number;
}

/** Sends the request; hands metadata, deadline and callback on to the method of a stub. */
export type SendGrpc = (
  metadata: Metadata,
  deadline: number,
  done: (error: ServiceError | null, reply?: Struct) => void,
) => ClientUnaryCall;

/** Calls one other service over gRPC, guarded as calls over HTTP are, and failing with the same errors. */
export class GrpcClient {
  private readonly name: string;
  private readonly guard: CallGuard;

  constructor(options: CallGuardOptions) {
    this.name = options.name;
    this.guard = new CallGuard(options);
  }

  /** Resolves with the JSON object of the reply; rejects with a `CallError`. */
  async request<T>(request: GrpcRequest, send: SendGrpc): Promise<T> {
    const idempotent = request.idempotent || request.idempotencyKey !== undefined;
    const call = { idempotent, deadlineMs: request.deadlineMs };
    return this.guard.run(call, (attempt) => exchange<T>(this.name, callMetadata(request, attempt), attempt, send));
  }

  stats(): CallGuardStats {
    return this.guard.stats();
  }
}

function exchange<T>(upstream: string, metadata: Metadata, attempt: Attempt, send: SendGrpc): Exchange<T> {
  let cancel = (_: CallError): void => {};
  const done = new Promise<T>((resolve, reject) => {
    const sent = send(metadata, Date.now() + attempt.remainingMs, (error, reply) => {
      if (error) reject(toCallError(upstream, error));
      else if (reply === undefined) reject(new UnusableResponse(upstream, new Error('it is empty')));
      else resolve(fromStruct(reply) as T);
    });
    cancel = (reason) => {
      reject(reason);
      sent.cancel();
    };
  });
  return { done, cancel: (reason) => cancel(reason) };
}

/** What travels with every call, as the headers of HTTP do; the deadline does so by itself, as grpc-timeout. */
function callMetadata(request: GrpcRequest, { context, retryAttempt }: Attempt): Metadata {
  const metadata = new Metadata();
  metadata.set('x-correlation-id', context.correlationId);
  metadata.set('x-retry-attempt', String(retryAttempt));
  if (context.traceparent !== undefined) metadata.set('traceparent', context.traceparent);
  for (const [name, value] of Object.entries(context.identity ?? {})) metadata.set(name, value);
  if (request.idempotencyKey !== undefined) metadata.set('idempotency-key', request.idempotencyKey);
  return metadata;
}

// What grpc-js itself says when no connection came about, so that the upstream has seen nothing.
const NOTHING_SENT = /No connection established|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|Name resolution failed/;

function toCallError(upstream: string, error: ServiceError): CallError {
  const { code, details, metadata } = error;
  const httpStatus = metadataText(metadata, 'x-http-status');
  if (httpStatus === undefined && code === status.UNAVAILABLE)
    return new UpstreamUnreachable(upstream, NOTHING_SENT.test(details), error);
  if (httpStatus === undefined && code === status.DEADLINE_EXCEEDED)
    return new DeadlineExceeded(upstream, { outcomeUnknown: true });
  if (httpStatus === undefined && code === status.RESOURCE_EXHAUSTED && /larger than max/i.test(details))
    return new UnusableResponse(upstream, error);
  const answered = httpStatus === undefined ? toHttpStatus(code) : Number(httpStatus);
  return new UpstreamProblem(
    upstream,
    answered,
    { title: details, status: answered },
    {
      retryAfterMs: parseRetryAfter(metadataText(metadata, 'retry-after')),
      mayRetry: metadataText(metadata, 'x-should-retry') !== 'false',
    },
  );
}
