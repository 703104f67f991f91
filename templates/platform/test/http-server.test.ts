import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { Agent, request as send } from 'undici';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { currentContext } from '../src/context.ts';
import { CircuitOpen, DeadlineExceeded, UpstreamProblem } from '../src/errors.ts';
import { Health } from '../src/health.ts';
import { HttpClient } from '../src/http-client.ts';
import { createApp } from '../src/http-server.ts';
import { createLogger } from '../src/logger.ts';
import { HttpProblem, validate } from '../src/problem.ts';
import { startUpstream, until } from './support/upstream.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const log = createLogger({ name: 'orders', level: 'silent' });

async function serve(routes: (app: FastifyInstance) => void, maxConcurrent = 100): Promise<string> {
  const app = createApp({ name: 'orders', log, health: new Health(), maxConcurrent });
  routes(app);
  cleanups.push(() => app.close());
  return app.listen({ port: 0, host: '127.0.0.1' });
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Record<string, unknown>;
}

async function call(url: string, options: Parameters<typeof send>[1] = {}): Promise<Answer> {
  const response = await send(url, options);
  const text = await response.body.text();
  return { status: response.statusCode, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}

const post = (body: unknown): Parameters<typeof send>[1] => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

describe('errors', () => {
  it('are problem details; of an unexpected one only the status is shown', async () => {
    const url = await serve((app) => {
      app.get('/orders', async () => {
        throw new Error('connection to secret-db failed');
      });
    });
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

  it('of a missing endpoint are 404, of a too large body 413, of broken JSON 400', async () => {
    const url = await serve((app) => app.post('/orders', async () => ({})));
    expect((await call(`${url}/nothing`)).body).toMatchObject({ status: 404, title: 'Not Found' });
    expect((await call(`${url}/orders`, post('x'.repeat(2_000_000)))).body).toMatchObject({ status: 413 });
    const broken = { ...post({}), body: '{' };
    expect((await call(`${url}/orders`, broken)).body).toMatchObject({ status: 400 });
  });

  it('of validation name each wrong field by a pointer', async () => {
    const order = z.object({ customer: z.string(), items: z.array(z.object({ quantity: z.number() })) });
    const schema = { body: { type: 'object', properties: { quantity: { type: 'integer' } } } };
    const url = await serve((app) => {
      app.post('/orders', async (request) => validate(order, request.body));
      app.post('/items', { schema }, async () => ({}));
    });
    const answer = await call(`${url}/orders`, post({ items: [{ quantity: 1 }, { quantity: 'two' }] }));
    expect(answer.status).toBe(400);
    const pointers = (answer.body['errors'] as { pointer: string }[]).map((error) => error.pointer);
    expect(pointers.sort()).toEqual(['#/customer', '#/items/1/quantity']);
    const bySchema = await call(`${url}/items`, post({ quantity: 'two' }));
    expect(bySchema.body).toMatchObject({ status: 400, errors: [{ pointer: '#/quantity' }] });
  });

  it('of calls to other services become 502, 503 with Retry-After, or 504', async () => {
    const failures: Record<string, Error> = {
      problem: new UpstreamProblem('payment', 500, { detail: 'secret' }),
      open: new CircuitOpen('payment', 2_500),
      late: new DeadlineExceeded('payment', { outcomeUnknown: true }),
      own: new HttpProblem(409, 'The order was already placed.'),
    };
    const url = await serve((app) => {
      app.get<{ Params: { kind: string } }>('/:kind', async (request) => {
        throw failures[request.params.kind];
      });
    });
    const problem = await call(`${url}/problem`);
    expect(problem.status).toBe(502);
    expect(JSON.stringify(problem.body)).not.toContain('secret');
    expect(await call(`${url}/open`)).toMatchObject({ status: 503, headers: { 'retry-after': '3' } });
    expect((await call(`${url}/late`)).status).toBe(504);
    expect((await call(`${url}/own`)).body).toMatchObject({ status: 409, detail: 'The order was already placed.' });
  });
});

describe('the request context', () => {
  it('reaches the handler and what it awaits, also after a body was read, and ends up in the answer', async () => {
    const url = await serve((app) => {
      app.post('/orders', async () => {
        await sleep(1);
        const { correlationId, deadline, traceparent, retryAttempt } = currentContext() ?? {};
        return { correlationId, left: (deadline ?? 0) - Date.now(), traceparent, retryAttempt };
      });
    });
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
    const url = await serve((app) => app.post('/orders', async () => currentContext()));
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
      const { body } = await call(`${url}/orders`, {
        method: 'POST',
        headers,
        body: Readable.from(pieces()),
        dispatcher,
      });
      expect(body['correlationId']).toBe(correlationId);
    }
  });

  it('does not end with the answer for what goes on in the background', async () => {
    let background: AbortSignal | undefined;
    let closed = false;
    const url = await serve((app) =>
      app.get('/orders', async (_request, reply) => {
        reply.raw.on('close', () => (closed = true));
        background = currentContext()?.signal;
        return {};
      }),
    );
    await call(`${url}/orders`);
    await until(() => closed, 'the answer was sent');
    expect(background?.aborted).toBe(false);
  });

  it('is begun when the caller sent none, or something unusable', async () => {
    const url = await serve((app) => app.get('/orders', async () => currentContext()));
    const headers = { 'x-correlation-id': 'a b', traceparent: 'none', 'x-request-deadline-ms': 'soon' };
    const { body } = await call(`${url}/orders`, { headers });
    expect(body['correlationId']).toMatch(/^[0-9a-f-]{36}$/);
    expect(body['traceparent']).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(body['deadline']).toBeUndefined();
  });

  it('answers 504 without working when the deadline is over', async () => {
    let worked = false;
    const url = await serve((app) => app.get('/orders', async () => (worked = true)));
    const answer = await call(`${url}/orders`, { headers: { 'x-request-deadline-ms': '0' } });
    expect(answer.status).toBe(504);
    expect(worked).toBe(false);
  });

  it('aborts the calls made for a caller that disconnects, and only then', async () => {
    const upstream = await startUpstream(() => {});
    let aborted = false;
    upstream.seen.push = (request) => {
      request.socket.on('close', () => (aborted = true));
      return Array.prototype.push.call(upstream.seen, request);
    };
    const client = new HttpClient({
      name: 'payment',
      baseUrl: upstream.url,
      policy: { attemptTimeoutMs: 20_000, deadlineMs: 20_000 },
    });
    cleanups.push(
      () => upstream.close(),
      () => client.close(),
    );
    const url = await serve((app) => app.post('/orders', async () => client.request({ method: 'GET', path: '/' })));
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

it('turns requests away above its limit, but never probes', async () => {
  let finish = (): void => {};
  const held = new Promise<void>((resolve) => (finish = resolve));
  let working = 0;
  const url = await serve((app) => {
    app.get('/orders', async () => {
      working++;
      await held;
      return {};
    });
  }, 2);
  const dispatcher = new Agent();
  cleanups.push(() => dispatcher.close());
  const running = [1, 2].map(() => call(`${url}/orders`, { dispatcher }));
  await until(() => working === 2, 'two requests are in flight');
  const shed = await call(`${url}/orders`, { dispatcher });
  expect(shed).toMatchObject({ status: 503, headers: { 'retry-after': '1' }, body: { status: 503 } });
  expect((await call(`${url}/health/live`, { dispatcher })).status).toBe(200);
  expect((await call(`${url}/health/ready`, { dispatcher })).status).toBe(200);
  finish();
  expect((await Promise.all(running)).map((answer) => answer.status)).toEqual([200, 200]);
  await until(async () => (await call(`${url}/orders`, { dispatcher })).status === 200, 'there is room again');
});
