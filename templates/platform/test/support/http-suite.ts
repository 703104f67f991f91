import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request as send } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { currentContext } from '../../src/context.ts';
import { CircuitOpen, DeadlineExceeded, UpstreamProblem } from '../../src/errors.ts';
import { openEntrance } from '../../src/entrance.ts';
import { Health } from '../../src/health.ts';
import { HttpClient } from '../../src/http-client.ts';
import type { HttpOptions } from '../../src/http-guard.ts';
import { createLogger } from '../../src/logger.ts';
import { HttpProblem, validate } from '../../src/problem.ts';
import { startUpstream, until } from './upstream.ts';

/** A route of the framework under test; what `handle` resolves with is the JSON of the answer. */
export interface TestRoute {
  readonly method: 'get' | 'post';
  readonly path: string;
  handle(request: { params: Record<string, string>; body: unknown }): Promise<unknown>;
}

/** Serves routes as a generated service does, on a free port of 127.0.0.1. */
export type Serve = (
  routes: readonly TestRoute[],
  options: HttpOptions,
) => Promise<{ url: string; close: () => Promise<unknown> }>;

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Record<string, unknown>;
}

/** One request, its body read to the end. */
export async function call(url: string, options: Parameters<typeof send>[1] = {}): Promise<Answer> {
  const response = await send(url, options);
  const text = await response.body.text();
  return { status: response.statusCode, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}

/** The options of a request with a JSON body. */
export const post = (body: unknown): Parameters<typeof send>[1] => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

type Handle = TestRoute['handle'];
const get = (path: string, handle: Handle): TestRoute => ({ method: 'get', path, handle });
const onPost = (path: string, handle: Handle): TestRoute => ({ method: 'post', path, handle });

/** What every HTTP server of a generated service must do, whatever the framework. */
export function httpSuite(serveRoutes: Serve): void {
  const cleanups: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  async function serve(routes: readonly TestRoute[], given: Partial<HttpOptions> = {}): Promise<string> {
    const health = new Health();
    health.started();
    const log = createLogger({ name: 'orders', level: 'silent' });
    const { url, close } = await serveRoutes(routes, { name: 'orders', log, health, ...given });
    cleanups.push(close);
    return url;
  }

  errorsSuite(serve);
  contextSuite(serve, cleanups);
  limitsSuite(serve, cleanups);
}

type ServeHere = (routes: readonly TestRoute[], given?: Partial<HttpOptions>) => Promise<string>;

function errorsSuite(serve: ServeHere): void {
  describe('errors', () => {
    it('are problem details; of an unexpected one only the status is shown', async () => {
      const url = await serve([
        get('/orders', async () => {
          throw new Error('connection to secret-db failed');
        }),
      ]);
      const answer = await call(`${url}/orders?page=2`, { headers: { 'x-correlation-id': 'order-1' } });
      expect(answer.status).toBe(500);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.body).toEqual({
        type: 'about:blank',
        title: 'Internal Server Error',
        status: 500,
        instance: '/orders',
        correlationId: 'order-1',
      });
    });

    it('of a missing endpoint are 404, of a too large body 413, of broken JSON or a broken path 400', async () => {
      const url = await serve([onPost('/orders', async () => ({})), get('/orders/:id', async () => ({}))]);
      expect((await call(`${url}/nothing`)).body).toMatchObject({ status: 404, title: 'Not Found' });
      expect((await call(`${url}/orders`, post('x'.repeat(2_000_000)))).body).toMatchObject({ status: 413 });
      const broken = { ...post({}), body: '{' };
      expect((await call(`${url}/orders`, broken)).body).toMatchObject({ status: 400, instance: '/orders' });
      expect((await call(`${url}/orders/%ff`)).body).toMatchObject({ status: 400 });
    });

    it('of validation name each wrong field by a pointer', async () => {
      const order = z.object({ customer: z.string(), items: z.array(z.object({ quantity: z.number() })) });
      const url = await serve([onPost('/orders', async ({ body }) => validate(order, body))]);
      const answer = await call(`${url}/orders`, post({ items: [{ quantity: 1 }, { quantity: 'two' }] }));
      expect(answer.status).toBe(400);
      const pointers = (answer.body['errors'] as { pointer: string }[]).map((error) => error.pointer);
      expect(pointers.sort()).toEqual(['#/customer', '#/items/1/quantity']);
    });

    it('of calls to other services become 502, 503 with Retry-After, or 504', async () => {
      const failures: Record<string, Error> = {
        problem: new UpstreamProblem('payment', 500, { detail: 'secret' }),
        open: new CircuitOpen('payment', 2_500),
        late: new DeadlineExceeded('payment', { outcomeUnknown: true }),
        own: new HttpProblem(409, 'The order was already placed.'),
      };
      const url = await serve([
        get('/:kind', async ({ params }) => {
          throw failures[params['kind'] ?? ''];
        }),
      ]);
      const problem = await call(`${url}/problem`);
      expect(problem.status).toBe(502);
      expect(JSON.stringify(problem.body)).not.toContain('secret');
      expect(await call(`${url}/open`)).toMatchObject({ status: 503, headers: { 'retry-after': '3' } });
      expect((await call(`${url}/late`)).status).toBe(504);
      expect((await call(`${url}/own`)).body).toMatchObject({ status: 409, detail: 'The order was already placed.' });
    });
  });
}

function contextSuite(serve: ServeHere, cleanups: (() => Promise<unknown>)[]): void {
  describe('the request context', () => {
    it('reaches the handler and what it awaits, also after a body was read, and ends up in the answer', async () => {
      const url = await serve([
        onPost('/orders', async () => {
          await sleep(1);
          const { correlationId, deadline, traceparent, retryAttempt } = currentContext() ?? {};
          return { correlationId, left: (deadline ?? 0) - Date.now(), traceparent, retryAttempt };
        }),
      ]);
      const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
      const headers = {
        'content-type': 'application/json',
        'x-correlation-id': 'order-1',
        'x-request-deadline-ms': '5000',
        'x-retry-attempt': '1',
        traceparent,
      };
      const answer = await call(`${url}/orders`, { ...post({}), headers });
      expect(answer.headers['x-correlation-id']).toBe('order-1');
      expect(answer.body).toMatchObject({ correlationId: 'order-1', traceparent, retryAttempt: 1 });
      expect(answer.body['left']).toBeLessThanOrEqual(5_000);
      expect(answer.body['left']).toBeGreaterThan(0);
    });

    it('is that of the request also when its body comes in pieces over a used connection', async () => {
      const url = await serve([onPost('/orders', async () => ({ id: currentContext()?.correlationId }))]);
      const dispatcher = new Agent({ connections: 1 });
      cleanups.push(() => dispatcher.close());
      async function* pieces(): AsyncGenerator<string> {
        for (const piece of ['{"note":', `"${'x'.repeat(100_000)}"`, '}']) {
          await sleep(20);
          yield piece;
        }
      }
      for (const correlationId of ['order-1', 'order-2']) {
        const headers = { 'content-type': 'application/json', 'x-correlation-id': correlationId };
        const body = Readable.from(pieces());
        const answer = await call(`${url}/orders`, { method: 'POST', headers, body, dispatcher });
        expect(answer.body['id']).toBe(correlationId);
      }
    });

    it('does not end with the answer for what goes on in the background', async () => {
      let background: AbortSignal | undefined;
      const url = await serve([
        get('/orders', async () => {
          background = currentContext()?.signal;
          return {};
        }),
      ]);
      await call(`${url}/orders`);
      await sleep(50);
      expect(background?.aborted).toBe(false);
    });

    it('is begun when the caller sent none, or something unusable', async () => {
      const url = await serve([get('/orders', async () => ({ ...currentContext(), signal: undefined }))]);
      const headers = { 'x-correlation-id': 'a b', traceparent: 'none', 'x-request-deadline-ms': 'soon' };
      const { body } = await call(`${url}/orders`, { headers });
      expect(body['correlationId']).toMatch(/^[0-9a-f-]{36}$/);
      expect(body['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
      expect(body['deadline']).toBeUndefined();
    });

    it('answers 504 without working when the deadline is over', async () => {
      let worked = false;
      const url = await serve([get('/orders', async () => (worked = true))]);
      const answer = await call(`${url}/orders`, { headers: { 'x-request-deadline-ms': '0' } });
      expect(answer.status).toBe(504);
      expect(worked).toBe(false);
    });

    it('aborts the calls made for a caller that disconnects, and only then', async () => {
      let aborted = false;
      const upstream = await startUpstream((request) => request.socket.on('close', () => (aborted = true)));
      const policy = { attemptTimeoutMs: 20_000, deadlineMs: 20_000 };
      const client = new HttpClient({ name: 'payment', baseUrl: upstream.url, policy });
      cleanups.push(
        () => upstream.close(),
        () => client.close(),
      );
      const url = await serve([onPost('/orders', async () => client.request({ method: 'GET', path: '/' }))]);
      const caller = new AbortController();
      const gone = call(`${url}/orders`, { ...post({}), signal: caller.signal }).catch(() => 'gone');
      await until(() => upstream.seen.length === 1, 'the call arrived');
      await sleep(50);
      expect(aborted).toBe(false);
      caller.abort();
      expect(await gone).toBe('gone');
      await until(() => aborted, 'the call was aborted');
    });
  });
}

function limitsSuite(serve: ServeHere, cleanups: (() => Promise<unknown>)[]): void {
  const agent = (): Agent => {
    const dispatcher = new Agent();
    cleanups.push(() => dispatcher.close());
    return dispatcher;
  };

  it('takes the port from who answered probes until then, and no connection is refused', async () => {
    const entrance = await openEntrance({ port: 0, host: '127.0.0.1' });
    const at = entrance.url;
    const statuses = async (): Promise<number[]> =>
      Promise.all(['live', 'startup', 'ready'].map(async (probe) => (await call(`${at}/health/${probe}`)).status));
    expect(await statuses()).toEqual([200, 503, 503]);
    expect(await call(`${at}/orders`)).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    const seen: number[] = [];
    let asking = true;
    const asks = (async () => {
      while (asking) seen.push((await call(`${at}/orders`)).status);
    })();
    const url = await serve([get('/orders', async () => ({}))], { health: entrance.health, entrance });
    await until(() => seen.includes(200), 'the service answers');
    asking = false;
    await asks;
    expect(url).toBe(at);
    expect(seen.filter((status) => status !== 503 && status !== 200)).toEqual([]);
    expect(await statuses()).toEqual([200, 503, 503]);
    entrance.health.started();
    expect(await statuses()).toEqual([200, 200, 200]);
    await cleanups.pop()?.();
    await expect(call(`${at}/health/live`)).rejects.toThrow('ECONNREFUSED');
  });

  it('turns requests away above its limit before it has their bodies, but never probes', async () => {
    let finish = (): void => {};
    const held = new Promise<void>((resolve) => (finish = resolve));
    let working = 0;
    const hold = async (): Promise<unknown> => {
      working++;
      return held.then(() => ({}));
    };
    const url = await serve([get('/orders', hold), onPost('/orders', hold)], { limits: { MAX_IN_FLIGHT: 2 } });
    const dispatcher = agent();
    const running = [1, 2].map(() => call(`${url}/orders`, { dispatcher }));
    await until(() => working === 2, 'two requests are in flight');
    const shed = await exchange(
      url,
      'POST /orders HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"half":',
    );
    expect(shed).toMatch(/^HTTP\/1.1 503 .*\r\nretry-after: 1\r\n.*"status":503/is);
    expect(working).toBe(2);
    expect((await call(`${url}/health/live`, { dispatcher })).status).toBe(200);
    expect((await call(`${url}/health/ready`, { dispatcher })).status).toBe(200);
    finish();
    expect((await Promise.all(running)).map((answer) => answer.status)).toEqual([200, 200]);
    await until(async () => (await call(`${url}/orders`, { dispatcher })).status === 200, 'there is room again');
  });

  it('turns requests away while its event loop lags, but not probes, and takes them again when it is over', async () => {
    const url = await serve([get('/orders', async () => ({}))], { limits: { MAX_LOOP_DELAY_MS: 40 } });
    const dispatcher = agent();
    let blocking = true;
    const block = (): void => {
      for (const end = Date.now() + 150; Date.now() < end;);
      if (blocking) setTimeout(block, 5);
    };
    block();
    await until(async () => (await call(`${url}/orders`, { dispatcher })).status === 503, 'requests are turned away');
    expect((await call(`${url}/health/ready`, { dispatcher })).status).toBe(200);
    blocking = false;
    await until(async () => (await call(`${url}/orders`, { dispatcher })).status === 200, 'there is room again');
  });

  it('goes on serving beside 200 connections that never finish their request, and closes them', async () => {
    const url = await serve([get('/orders', async () => ({}))], { headersTimeoutMs: 500 });
    const { hostname, port } = new URL(url);
    let closed = 0;
    const sockets = Array.from({ length: 200 }, () => {
      const socket = connect(Number(port), hostname, () => socket.write('GET /orders HTTP/1.1\r\nx-slow: '));
      return socket
        .on('error', () => {})
        .on('close', () => closed++)
        .resume();
    });
    cleanups.push(async () => sockets.forEach((socket) => socket.destroy()));
    const dispatcher = agent();
    for (let n = 0; n < 20; n++) expect((await call(`${url}/orders`, { dispatcher })).status).toBe(200);
    await until(() => closed === 200, 'slow connections are closed');
  });

  it('while draining answers what comes and asks its callers to go elsewhere, and probes say why', async () => {
    const health = new Health();
    health.started();
    let finish = (): void => {};
    const held = new Promise<void>((resolve) => (finish = resolve));
    let working = 0;
    const routes = [
      get('/slow', async () => {
        working++;
        return held.then(() => ({ served: true }));
      }),
      get('/fast', async () => ({ served: true })),
    ];
    const url = await serve(routes, { health });
    const dispatcher = agent();
    const slow = call(`${url}/slow`, { dispatcher });
    await until(() => working === 1, 'a request is in flight');
    health.drain();
    expect(await call(`${url}/fast`, { dispatcher })).toMatchObject({
      headers: { connection: 'close' },
      body: { served: true },
    });
    expect((await call(`${url}/health/ready`)).status).toBe(503);
    expect((await call(`${url}/health/startup`)).status).toBe(200);
    expect((await call(`${url}/health/live`)).status).toBe(200);
    const closing = cleanups.pop()?.();
    await sleep(50);
    finish();
    expect(await slow).toMatchObject({ headers: { connection: 'close' }, body: { served: true } });
    await closing;
  });
}

/** Sends bytes and resolves with the first that come back. */
async function exchange(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname, () => socket.write(bytes));
  const text = await new Promise<string>((resolve, reject) => {
    let received = '';
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString();
      if (received.includes('}')) resolve(received);
    });
    socket.on('error', reject);
  });
  socket.destroy();
  return text;
}
