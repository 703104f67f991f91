import { fileURLToPath } from 'node:url';
import { credentials, loadPackageDefinition, makeGenericClientConstructor, type Client } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallPolicy } from '../src/call-policy.ts';
import { currentContext, runWithContext, type RequestContext } from '../src/context.ts';
import { AttemptTimeout, CallAborted, CallError, UpstreamProblem, UpstreamUnreachable } from '../src/errors.ts';
import { GrpcClient, type GrpcRequest } from '../src/grpc-client.ts';
import { closeGrpc, createGrpcServer, listenGrpc, requireField, unaryHandler } from '../src/grpc-server.ts';
import { fromStruct, toStruct, type GrpcService, type Struct, type Unary } from '../src/grpc-wire.ts';
import { Health } from '../src/health.ts';
import { createLogger } from '../src/logger.ts';
import { HttpProblem } from '../src/problem.ts';
import { failure, until } from './support/upstream.ts';

interface Stub extends Client {
  Reserve: Unary<{ sku: string; body: Struct }>;
}
interface ReserveRequest {
  readonly sku: string;
  readonly body: Struct | null;
}
type Reserve = (sku: string, body: object, key: string | undefined) => Promise<object | void>;

const file = fileURLToPath(new URL('support/stock.proto', import.meta.url));
const options = { keepCase: true, defaults: true, oneofs: true };
const { Stock } = (
  loadPackageDefinition(loadSync(file, options)) as unknown as { shop: { stock: { Stock: GrpcService<Stub> } } }
).shop.stock;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function stock(reserve: Reserve): Promise<{ address: string; health: Health; close: () => Promise<void> }> {
  const health = new Health();
  const server = createGrpcServer(health);
  const unary = unaryHandler({ log: createLogger({ name: 'stock', level: 'silent' }) });
  server.addService(Stock.service, {
    Reserve: unary((request: ReserveRequest, key) =>
      reserve(requireField({ ...request }, 'sku'), fromStruct(request.body), key),
    ),
  });
  const port = await listenGrpc(server, { host: '127.0.0.1', port: 0, tls: {} });
  cleanups.push(() => server.forceShutdown());
  return { address: `127.0.0.1:${port}`, health, close: () => closeGrpc(server) };
}

function clientOf(
  address: string,
  policy: Partial<CallPolicy> = {},
): { client: GrpcClient; reserve: (body?: object, request?: Partial<GrpcRequest>, sku?: string) => Promise<unknown> } {
  const stub = new Stock(address, credentials.createInsecure());
  cleanups.push(() => stub.close());
  const client = new GrpcClient({ name: 'stock', policy: { deadlineMs: 10_000, attemptTimeoutMs: 5_000, ...policy } });
  return {
    client,
    reserve: (body = {}, request = {}, sku = 'shoe') =>
      client.request({ idempotent: true, ...request }, (metadata, deadline, done) =>
        stub.Reserve({ sku, body: toStruct(body) }, metadata, { deadline }, done),
      ),
  };
}

describe('a call over gRPC', () => {
  it('carries any JSON there and back, with key, correlation, trace and deadline', async () => {
    let context: RequestContext | undefined;
    const { address } = await stock(async (sku, body, key) => {
      context = currentContext();
      return { sku, body, key };
    });
    const body = {
      text: 'é',
      number: -1.5,
      yes: true,
      no: false,
      nothing: null,
      list: [1, 'a', [], {}],
      deep: { a: { b: '' } },
    };
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const deadline = Date.now() + 8_000;
    const identity = { 'x-user-id': 'ann', 'x-user-scopes': 'orders:read' };
    const reply = await runWithContext({ correlationId: 'order-1', traceparent, deadline, identity }, () =>
      clientOf(address).reserve({ ...body, missing: undefined }, { idempotencyKey: 'once' }),
    );
    expect(reply).toEqual({ sku: 'shoe', body, key: 'once' });
    expect(context).toMatchObject({ correlationId: 'order-1', traceparent, retryAttempt: 0, identity });
    expect(context?.deadline).toBeLessThanOrEqual(deadline + 1_500);
    expect(context?.deadline).toBeGreaterThan(deadline - 2_000);
  });

  it.each([400, 401, 403, 404, 409, 422, 429, 500, 501, 502, 503, 504])(
    'fails with the status %i of its handler',
    async (status) => {
      const { address } = await stock(() =>
        Promise.reject(new HttpProblem(status, 'as told', { retryAfterSeconds: 7, mayRetry: false })),
      );
      const error = await failure(clientOf(address).reserve(), UpstreamProblem);
      expect(error).toMatchObject({ status, problem: { title: 'as told' }, retryAfterMs: 7_000, mayRetry: false });
    },
  );

  it('shows nothing of an unexpected error, and names a missing field', async () => {
    const { address } = await stock(() => Promise.reject(new Error('secret')));
    const { reserve } = clientOf(address);
    const error = await failure(reserve(), UpstreamProblem);
    expect(error).toMatchObject({ status: 500 });
    expect(JSON.stringify(error.problem)).not.toContain('secret');
    expect(await failure(reserve({}, {}, ''), UpstreamProblem)).toMatchObject({ status: 400 });
  });

  it('is repeated when it is idempotent or has a key, with its attempt told, and only then', async () => {
    const attempts: (number | undefined)[] = [];
    const { address } = await stock(async () => {
      attempts.push(currentContext()?.retryAttempt);
      if (attempts.length % 2 === 1) throw new HttpProblem(503);
      return {};
    });
    const { client, reserve } = clientOf(address);
    await reserve();
    await reserve({}, { idempotent: false, idempotencyKey: 'once' });
    expect(attempts).toEqual([0, 1, 0, 1]);
    await failure(reserve({}, { idempotent: false }), UpstreamProblem);
    expect(attempts).toEqual([0, 1, 0, 1, 0]);
    expect(client.stats()).toMatchObject({ retries: 2, inFlight: 0 });
  });

  it('ends with its attempt timeout, and with its caller, which the other side learns of', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const { address } = await stock(() => {
      signals.push(currentContext()?.signal);
      return new Promise(() => {});
    });
    const { reserve } = clientOf(address, { attemptTimeoutMs: 500, retries: 0 });
    await failure(reserve(), AttemptTimeout);
    const caller = new AbortController();
    const call = failure(
      runWithContext({ correlationId: 'order-1', signal: caller.signal }, () => reserve()),
      CallAborted,
    );
    await until(() => signals.length === 2, 'the second call arrived');
    caller.abort();
    await call;
    await until(() => signals.every((signal) => signal?.aborted === true), 'both were cancelled');
  });

  it('opens the breaker, which then sends nothing', async () => {
    let calls = 0;
    const { address } = await stock(() => {
      calls++;
      return Promise.reject(new HttpProblem(503));
    });
    const { client, reserve } = clientOf(address, { retries: 0, breaker: { minimumCalls: 5 } });
    for (let call = 0; call < 8; call++) await failure(reserve(), CallError);
    expect(calls).toBe(5);
    expect(client.stats().breaker).toBe('open');
  });

  it('that reaches nobody was not sent', async () => {
    const gone = await stock(async () => ({}));
    await gone.close();
    const error = await failure(clientOf(gone.address).reserve({}, { idempotent: false }), UpstreamUnreachable);
    expect(error).toMatchObject({ nothingSent: true, outcomeUnknown: false });
  });
});

describe('a gRPC server', () => {
  it('tells its health as the standard has it', async () => {
    const { address, health } = await stock(async () => ({}));
    health.started();
    const read = (bytes: Buffer): number | undefined => bytes[1];
    const Probe = makeGenericClientConstructor(
      {
        check: {
          path: '/grpc.health.v1.Health/Check',
          requestStream: false,
          responseStream: false,
          requestSerialize: () => Buffer.alloc(0),
          requestDeserialize: read,
          responseSerialize: () => Buffer.alloc(0),
          responseDeserialize: read,
        },
      },
      'grpc.health.v1.Health',
    );
    const probe = new Probe(address, credentials.createInsecure());
    cleanups.push(() => probe.close());
    const check = (): Promise<unknown> =>
      new Promise((resolve) => {
        const send: unknown = probe['check'];
        if (typeof send === 'function')
          send.call(probe, {}, (error: unknown, status: unknown) => resolve(error ?? status));
      });
    expect(await check()).toBe(1);
    health.drain();
    expect(await check()).toBe(2);
  });

  it('finishes what is in flight when it closes, and takes nothing new', async () => {
    let finish = (): void => {};
    let arrived = false;
    const { address, close } = await stock(async () => {
      arrived = true;
      await new Promise<void>((resolve) => (finish = resolve));
      return { done: true };
    });
    const call = clientOf(address).reserve();
    await until(() => arrived, 'the call arrived');
    const closed = close();
    await failure(clientOf(address, { deadlineMs: 1_000, retries: 0 }).reserve(), CallError);
    finish();
    expect(await call).toEqual({ done: true });
    await closed;
  });
});
