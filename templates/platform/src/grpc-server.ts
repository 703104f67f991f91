import { randomUUID } from 'node:crypto';
import {
  loadPackageDefinition,
  Metadata,
  Server,
  status,
  type sendUnaryData,
  type ServerUnaryCall,
} from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import { currentContext, isTraceparent, newTraceparent, runWithContext, type RequestContext } from './context.ts';
import { serverCredentials, type ServerTls } from './grpc-tls.ts';
import { metadataText, toGrpcCode, toStruct, type GrpcService, type Struct } from './grpc-wire.ts';
import type { Health } from './health.ts';
import type { Logger } from './logger.ts';
import { HttpProblem, toHttpProblem } from './problem.ts';

type Handler<Request> = (request: Request, idempotencyKey: string | undefined) => Promise<object | void>;
type UnaryHandler = <Request>(
  handler: Handler<Request>,
) => (call: ServerUnaryCall<Request, Struct>, callback: sendUnaryData<Struct>) => void;

const MAX_BYTES = 1024 * 1024;

/** A gRPC server that answers `grpc.health.v1.Health/Check` with what `health` says of readiness. */
export function createGrpcServer(health: Health): Server {
  const server = new Server({ 'grpc.max_receive_message_length': MAX_BYTES });
  server.addService(healthProto.grpc.health.v1.Health.service, {
    Check: (_: unknown, respond: sendUnaryData<{ status: string }>) =>
      void health.ready().then(
        (report) => respond(null, { status: report.status === 'fail' ? 'NOT_SERVING' : 'SERVING' }),
        (error: unknown) => respond({ code: status.INTERNAL, details: String(error) }),
      ),
  });
  return server;
}

/**
 * Makes a method of gRPC out of a function that takes a message and gives a JSON object: with the caller's correlation,
 * trace, deadline and presence, no more than so many at once, and errors as codes that `GrpcClient` reads.
 */
export function unaryHandler(options: { log: Logger; maxConcurrent?: number }): UnaryHandler {
  const { log, maxConcurrent = 200 } = options;
  let inFlight = 0;
  return (handler) => (call, respond) => {
    const context = readContext(call);
    const run = async (): Promise<object | void> => {
      if (inFlight >= maxConcurrent) throw new HttpProblem(503, undefined, { retryAfterSeconds: 1 });
      inFlight++;
      try {
        return await handler(call.request, metadataText(call.metadata, 'idempotency-key'));
      } finally {
        inFlight--;
      }
    };
    void runWithContext(context, () =>
      run().then(
        (reply) => respond(null, toStruct(reply ?? {})),
        (error: unknown) => respond(toServiceError(toHttpProblem(error), log)),
      ),
    );
  };
}

/** A text that a path of HTTP would hold; throws a 400 when it is missing. */
export function requireField(request: Readonly<Record<string, unknown>>, name: string): string {
  const value = request[name];
  if (typeof value === 'string' && value !== '' && value.length <= 200) return value;
  const errors = [{ pointer: `#/${name}`, detail: 'is a text of 1 to 200 characters' }];
  throw new HttpProblem(400, 'The request does not match what this endpoint accepts.', { extensions: { errors } });
}

/** A call as a request that `Idempotency` reads the key of, which belongs to the user on whose behalf the call comes. */
export function keyedCall(
  request: object,
  idempotencyKey: string | undefined,
): { headers: Readonly<Record<string, string | undefined>>; url: string; body: object } {
  const user = currentContext()?.identity?.['x-user-id'];
  return { headers: { 'idempotency-key': idempotencyKey, authorization: user }, url: '', body: request };
}

/** Listens, with TLS where the configuration has a certificate; resolves with the port. */
export function listenGrpc(
  server: Server,
  { host, port, tls }: { host: string; port: number; tls: ServerTls },
): Promise<number> {
  return new Promise((resolve, reject) =>
    server.bindAsync(`${host}:${port}`, serverCredentials(tls), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
}

/** Takes no new calls, and resolves when those in flight are finished. */
export function closeGrpc(server: Server): Promise<void> {
  return new Promise((resolve, reject) => server.tryShutdown((error) => (error ? reject(error) : resolve())));
}

const CORRELATION_ID = /^[\w.:-]{1,128}$/;

function readContext(call: ServerUnaryCall<unknown, unknown>): RequestContext {
  const text = (name: string): string | undefined => metadataText(call.metadata, name);
  const traceparent = text('traceparent');
  const correlationId = text('x-correlation-id') ?? '';
  const user = text('x-user-id');
  const deadline = Number(call.getDeadline());
  const gone = new AbortController();
  call.on('cancelled', () => gone.abort(new Error('the caller is gone')));
  return {
    correlationId: CORRELATION_ID.test(correlationId) ? correlationId : randomUUID(),
    traceparent: isTraceparent(traceparent) ? traceparent : newTraceparent(),
    retryAttempt: Number(text('x-retry-attempt')) || 0,
    signal: gone.signal,
    ...(user !== undefined && { identity: { 'x-user-id': user, 'x-user-scopes': text('x-user-scopes') ?? '' } }),
    ...(Number.isFinite(deadline) ? { deadline } : {}),
  };
}

function toServiceError(problem: HttpProblem, log: Logger): { code: status; details: string; metadata: Metadata } {
  const metadata = new Metadata();
  metadata.set('x-http-status', String(problem.status));
  if (!problem.mayRetry) metadata.set('x-should-retry', 'false');
  if (problem.retryAfterSeconds !== undefined) metadata.set('retry-after', String(problem.retryAfterSeconds));
  if (problem.status >= 500) log.error({ err: problem.cause, status: problem.status }, 'request failed');
  return { code: toGrpcCode(problem.status), details: problem.message || `status ${problem.status}`, metadata };
}

// https://github.com/grpc/grpc/blob/master/doc/health-checking.md
const healthProto = loadPackageDefinition(
  fromJSON(
    {
      nested: {
        grpc: {
          nested: {
            health: {
              nested: {
                v1: {
                  nested: {
                    HealthCheckRequest: { fields: { service: { type: 'string', id: 1 } } },
                    HealthCheckResponse: {
                      fields: { status: { type: 'ServingStatus', id: 1 } },
                      nested: { ServingStatus: { values: { UNKNOWN: 0, SERVING: 1, NOT_SERVING: 2 } } },
                    },
                    Health: {
                      methods: {
                        Check: { requestType: 'HealthCheckRequest', responseType: 'HealthCheckResponse', comment: '' },
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
    { enums: String },
  ),
) as unknown as { grpc: { health: { v1: { Health: GrpcService<unknown> } } } };
