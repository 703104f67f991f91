import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallPolicy } from '../src/call-policy.ts';
import { runWithContext } from '../src/context.ts';
import {
  AttemptTimeout,
  BulkheadFull,
  CallAborted,
  CallError,
  CircuitOpen,
  DeadlineExceeded,
  UnusableResponse,
  UpstreamProblem,
  UpstreamUnreachable,
} from '../src/errors.ts';
import { Health } from '../src/health.ts';
import { HttpClient } from '../src/http-client.ts';
import { createApp } from '../src/http-server.ts';
import { createLogger } from '../src/logger.ts';
import { failure, json, startUpstream, until, type Answer, type Upstream } from './support/upstream.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function payment(
  answer: Answer,
  policy: Partial<CallPolicy> = {},
): Promise<{ upstream: Upstream; client: HttpClient }> {
  const upstream = await startUpstream(answer);
  const client = clientOf(upstream.url, policy);
  cleanups.push(() => upstream.close());
  return { upstream, client };
}

function clientOf(baseUrl: string, policy: Partial<CallPolicy> = {}): HttpClient {
  const client = new HttpClient({ name: 'payment', baseUrl, policy });
  cleanups.push(() => client.close());
  return client;
}

/** A server below HTTP, for faults that HTTP servers do not have. */
async function rawServer(onConnection: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(async () => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const GET = { method: 'GET', path: '/charges/1' } as const;
const POST = { method: 'POST', path: '/charges', body: { amount: 5 } } as const;

describe('an answer', () => {
  it('is parsed, and the request carries body, query, correlation and trace', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const { client, upstream } = await payment((request, response) => {
      request.setEncoding('utf8').on('data', (sent: string) => json(response, 201, { sent: JSON.parse(sent) }));
    });
    const answer = await runWithContext({ correlationId: 'order-1', traceparent }, () =>
      client.request({ ...POST, query: { currency: 'EUR' } }),
    );
    expect(answer).toEqual({ sent: { amount: 5 } });
    const [seen] = upstream.seen;
    expect(seen?.url).toBe('/charges?currency=EUR');
    expect(seen?.headers).toMatchObject({
      'x-correlation-id': 'order-1',
      traceparent,
      'content-type': 'application/json',
    });
  });

  it('without a body is undefined, and one that is not JSON is text', async () => {
    const { client } = await payment((request, response) =>
      request.method === 'GET' ? response.end('pong') : response.writeHead(204).end(),
    );
    expect(await client.request(POST)).toBeUndefined();
    expect(await client.request(GET)).toBe('pong');
  });

  it('of 4xx becomes a problem with its details and is not retried', async () => {
    const { client, upstream } = await payment((_request, response) =>
      json(response, 422, { title: 'Card refused' }, { 'content-type': 'application/problem+json' }),
    );
    const error = await failure(client.request(GET), UpstreamProblem);
    expect(error).toMatchObject({ status: 422, problem: { title: 'Card refused' }, outcomeUnknown: false });
    expect(upstream.seen).toHaveLength(1);
  });

  it('larger than allowed, or broken JSON, is unusable', async () => {
    const { client } = await payment(
      (request, response) =>
        request.url === '/broken'
          ? response.writeHead(200, { 'content-type': 'application/json' }).end('{')
          : json(response, 200, 'x'.repeat(5_000)),
      { maxResponseBytes: 1_000 },
    );
    await failure(client.request(GET), UnusableResponse);
    await failure(client.request({ ...GET, path: '/broken' }), UnusableResponse);
  });

  it('that redirects is not followed: it is no answer', async () => {
    const elsewhere = await payment((_request, response) => json(response, 200, {}));
    const { client, upstream } = await payment((_request, response) =>
      response.writeHead(302, { location: elsewhere.upstream.url }).end(),
    );
    expect(await failure(client.request(GET), UnusableResponse)).toMatchObject({ code: 'UNUSABLE_RESPONSE' });
    expect(upstream.seen).toHaveLength(1);
    expect(elsewhere.upstream.seen).toHaveLength(0);
  });

  it('comes from the one host that the client is made for, whatever the path says', async () => {
    const { client, upstream } = await payment((request, response) => json(response, 200, request.url));
    const elsewhere = await payment((_request, response) => json(response, 200, {}));
    const { host } = new URL(elsewhere.upstream.url);
    for (const path of [`//${host}/x`, `/../../${host}`, `/@${host}/x`]) {
      expect(await client.request({ method: 'GET', path })).toBe(path);
    }
    for (const path of [elsewhere.upstream.url, `@${host}/x`, `.${host}`, '']) {
      await expect(client.request({ method: 'GET', path })).rejects.toThrow('does not start with "/"');
    }
    expect(upstream.seen).toHaveLength(3);
    expect(elsewhere.upstream.seen).toHaveLength(0);
  });

  it('is asked for below the path of the base URL', async () => {
    const { upstream } = await payment((request, response) => json(response, 200, request.url));
    expect(await clientOf(`${upstream.url}/api/v1`).request({ ...GET, query: { page: 2 } })).toBe(
      '/api/v1/charges/1?page=2',
    );
  });

  it('of an error is read to its end, so that connections are reused', async () => {
    const { client, upstream } = await payment(
      (_request, response) => json(response, 404, { title: 'x'.repeat(20_000) }),
      {
        concurrent: 4,
        queue: 1_000,
        deadlineMs: 60_000,
        breaker: false,
      },
    );
    await Promise.all(Array.from({ length: 400 }, () => failure(client.request(GET), UpstreamProblem)));
    expect(upstream.seen).toHaveLength(400);
    expect(upstream.openSockets()).toBeLessThanOrEqual(4);
  });
});

describe('a deadline', () => {
  const policy = { deadlineMs: 1_000, attemptTimeoutMs: 200, retries: 10 };

  it('ends a call to a silent server, and each attempt carries what is left of it', async () => {
    const { client, upstream } = await payment(() => {}, policy);
    const error = await failure(client.request(GET), CallError);
    expect(['DEADLINE_EXCEEDED', 'ATTEMPT_TIMEOUT']).toContain(error.code);
    expect(error.outcomeUnknown).toBe(true);
    const left = upstream.seen.map((request) => Number(request.headers['x-request-deadline-ms']));
    expect(left.length).toBeGreaterThanOrEqual(2);
    expect(left[0]).toBeLessThanOrEqual(1_000);
    expect(left[1]).toBeLessThanOrEqual((left[0] ?? 0) - 190);
    expect(upstream.seen.map((request) => request.headers['x-retry-attempt']).slice(0, 2)).toEqual(['0', '1']);
  });

  it.each<[string, Answer]>([
    ['headers and a stalled body', (_request, response) => void response.writeHead(200).write('{')],
    [
      'a body that drips',
      (_request, response) => {
        const drip = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drip));
      },
    ],
  ])('ends a call that gets %s', async (_fault, answer) => {
    const { client } = await payment(answer, { ...policy, retries: 0 });
    await failure(client.request(GET), AttemptTimeout);
  });

  it('ends a call whose connection is accepted and never read', async () => {
    const url = await rawServer((socket) => socket.pause());
    await failure(clientOf(url, { ...policy, retries: 0 }).request(GET), AttemptTimeout);
  });

  it('is never later than that of the request it is made for', async () => {
    const { client, upstream } = await payment(() => {});
    const context = { correlationId: 'order-1', deadline: Date.now() + 500 };
    await runWithContext(context, () => failure(client.request(GET), DeadlineExceeded));
    expect(Number(upstream.seen[0]?.headers['x-request-deadline-ms'])).toBeLessThanOrEqual(500);
    await runWithContext(context, () => failure(client.request(GET), DeadlineExceeded));
    expect(upstream.seen).toHaveLength(1);
  });

  it('can be shortened for one call', async () => {
    const { client } = await payment(() => {});
    await failure(client.request({ ...GET, deadlineMs: 50 }), DeadlineExceeded);
  });
});

describe('a retry', () => {
  const flaky: Answer = (_request, response, count) => json(response, count === 1 ? 503 : 200, { count });

  it('follows a 503 of a GET', async () => {
    const { client, upstream } = await payment(flaky);
    expect(await client.request(GET)).toEqual({ count: 2 });
    expect(upstream.seen).toHaveLength(2);
    expect(client.stats().retries).toBe(1);
  });

  it('never follows a 503 of a POST without an idempotency key', async () => {
    const { client, upstream } = await payment(flaky);
    await failure(client.request(POST), UpstreamProblem);
    expect(upstream.seen).toHaveLength(1);
  });

  it('follows a 503 of a POST with a key, and sends the same key', async () => {
    const { client, upstream } = await payment(flaky);
    await client.request({ ...POST, idempotencyKey: 'order-1' });
    expect(upstream.seen.map((request) => request.headers['idempotency-key'])).toEqual(['order-1', 'order-1']);
  });

  it('follows a reset of a GET, but not of a POST', async () => {
    let connections = 0;
    const url = await rawServer((socket) => {
      connections++;
      socket.once('data', () => socket.destroy());
    });
    const client = clientOf(url);
    await failure(client.request(POST), UpstreamUnreachable);
    expect(connections).toBe(1);
    await failure(client.request(GET), UpstreamUnreachable);
    expect(connections).toBe(4);
  });

  it('follows a connection that ends in the middle of the body of a GET', async () => {
    let connections = 0;
    const url = await rawServer((socket) => {
      connections++;
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{');
        setTimeout(() => socket.resetAndDestroy(), 10);
      });
    });
    await failure(clientOf(url).request(GET), UpstreamUnreachable);
    expect(connections).toBe(3);
  });

  it('follows a name that cannot be found even of a POST, because nothing was sent', async () => {
    const client = clientOf('http://payment.invalid');
    expect(await failure(client.request({ ...POST, deadlineMs: 60_000 }), CallError)).toMatchObject({
      outcomeUnknown: false,
    });
  });

  it('follows a refused connection even of a POST, because nothing was sent', async () => {
    const gone = await startUpstream(() => {});
    await gone.close();
    const client = clientOf(gone.url);
    const error = await failure(client.request(POST), UpstreamUnreachable);
    expect(error).toMatchObject({ nothingSent: true, outcomeUnknown: false });
    expect(client.stats().retries).toBe(2);
  });

  it('does not follow a 500, and stops after three attempts', async () => {
    const { client, upstream } = await payment((request, response) =>
      json(response, request.url === '/bug' ? 500 : 503, {}),
    );
    await failure(client.request({ ...GET, path: '/bug' }), UpstreamProblem);
    expect(upstream.seen).toHaveLength(1);
    await failure(client.request(GET), UpstreamProblem);
    expect(upstream.seen).toHaveLength(4);
  });

  it('is left to whom the answer names: an upstream that has repeated its own calls in vain', async () => {
    const { client, upstream } = await payment((_request, response) =>
      json(response, 502, {}, { 'x-should-retry': 'false' }),
    );
    const error = await failure(client.request(GET), UpstreamProblem);
    expect(error).toMatchObject({ mayRetry: false, retriesSpent: true });
    expect(upstream.seen).toHaveLength(1);
  });

  it('is left to the caller when the caller retries already', async () => {
    const { client, upstream } = await payment(flaky);
    await runWithContext({ correlationId: 'order-1', retryAttempt: 1 }, () =>
      failure(client.request(GET), UpstreamProblem),
    );
    expect(upstream.seen).toHaveLength(1);
  });

  it('waits as long as Retry-After asks', async () => {
    const at: number[] = [];
    const { client } = await payment((_request, response, count) => {
      at.push(Date.now());
      if (count === 1) json(response, 503, {}, { 'retry-after': '1' });
      else json(response, 200, {});
    });
    await client.request(GET);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(990);
  });

  it('does not happen when Retry-After asks for more than the deadline leaves', async () => {
    const { client, upstream } = await payment((_request, response) =>
      json(response, 429, {}, { 'retry-after': '60' }),
    );
    const error = await failure(client.request(GET), UpstreamProblem);
    expect(error.retryAfterMs).toBe(60_000);
    expect(upstream.seen).toHaveLength(1);
  });

  it('stops when the budget is used up: a dead upstream sees little more than the load', async () => {
    const { client, upstream } = await payment((_request, response) => json(response, 503, {}), { breaker: false });
    const startedAt = Date.now();
    for (let call = 0; call < 200; call++) await client.request(GET).catch(() => {});
    const seconds = Math.ceil((Date.now() - startedAt) / 1_000);
    // The ten that were saved up, and one a second.
    expect(upstream.seen.length - 200).toBeLessThanOrEqual(10 + seconds);
    expect(client.stats().retryBudgetExhausted).toBeGreaterThan(100);
  });
});

describe('three services in a row', () => {
  /** Each asks the next one: orders → payment → bank. Tells how often the last one was asked. */
  async function chain(policy: Partial<CallPolicy> = {}): Promise<{ first: HttpClient; asked: () => number }> {
    const bank = await payment((_request, response) => json(response, 503, {}), policy);
    let next = bank.client;
    for (const name of ['payment', 'orders']) {
      const app = createApp({ name, log: createLogger({ name, level: 'silent' }), health: new Health() });
      const client = next;
      app.get('/charges/1', () => client.request(GET));
      cleanups.push(() => app.close());
      next = clientOf(await app.listen({ port: 0, host: '127.0.0.1' }), policy);
    }
    return { first: next, asked: () => bank.upstream.seen.length };
  }

  it('ask a dead one three times, not twenty-seven', async () => {
    const { first, asked } = await chain();
    await failure(first.request(GET), UpstreamProblem);
    expect(asked()).toBe(3);
    expect(first.stats().retries).toBe(0);
  });

  it('repeat nothing for a caller that repeats its request itself', async () => {
    const { first, asked } = await chain();
    await runWithContext({ correlationId: 'order-1', retryAttempt: 1 }, () =>
      failure(first.request(GET), UpstreamProblem),
    );
    expect(asked()).toBe(1);
  });
});

describe('a caller that goes away', () => {
  it('aborts the attempt and the retries after it', { timeout: 15_000 }, async () => {
    const { client, upstream } = await payment(() => {}, { deadlineMs: 60_000, attemptTimeoutMs: 60_000 });
    const caller = new AbortController();
    const call = runWithContext({ correlationId: 'order-1', signal: caller.signal }, () => client.request(GET));
    const failed = failure(call, CallAborted);
    await until(() => upstream.seen.length === 1, 'the request arrived');
    caller.abort();
    await failed;
    expect(upstream.seen).toHaveLength(1);
    expect(client.stats().inFlight).toBe(0);
  });

  it('ends the wait before a retry', async () => {
    const { client, upstream } = await payment((_request, response) => json(response, 503, {}, { 'retry-after': '2' }));
    const caller = new AbortController();
    const call = runWithContext({ correlationId: 'order-1', signal: caller.signal }, () => client.request(GET));
    const failed = failure(call, CallAborted);
    await until(() => upstream.seen.length === 1, 'the request arrived');
    setTimeout(() => caller.abort(), 100);
    await failed;
    expect(upstream.seen).toHaveLength(1);
  });
});

describe('the bulkhead', () => {
  it('turns away the call beyond its limit without sending it', async () => {
    const { client, upstream } = await payment(() => {}, { concurrent: 2, deadlineMs: 400, retries: 0 });
    const running = [GET, GET].map((request) => failure(client.request(request), CallError));
    await failure(client.request(GET), BulkheadFull);
    await Promise.all(running);
    expect(upstream.seen).toHaveLength(2);
  });

  it('holds against timeouts, where opossum frees a place too early: never more requests at once than allowed', async () => {
    let now = 0;
    let most = 0;
    const { client } = await payment(
      (_request, response) => {
        most = Math.max(most, ++now);
        response.on('close', () => now--);
      },
      { concurrent: 3, queue: 100, attemptTimeoutMs: 40, deadlineMs: 5_000, retries: 1, breaker: false },
    );
    await Promise.all(Array.from({ length: 30 }, () => client.request(GET).catch(() => {})));
    expect(most).toBeGreaterThanOrEqual(1);
    // The server learns of an abort a moment after the client has moved on.
    expect(most).toBeLessThanOrEqual(6);
    expect(client.stats()).toMatchObject({ inFlight: 0, queued: 0 });
  });
});

describe('the circuit breaker', () => {
  const policy: Partial<CallPolicy> = {
    retries: 0,
    attemptTimeoutMs: 1_000,
    breaker: { minimumCalls: 5, openMs: 1_000, windowMs: 20_000 },
  };

  it('opens after failures, rejects without sending, lets one probe through and closes when it succeeds', async () => {
    let healthy = false;
    const { client, upstream } = await payment((_request, response) => json(response, healthy ? 200 : 500, {}), policy);
    for (let call = 0; call < 5; call++) await failure(client.request(GET), UpstreamProblem);
    expect(client.stats().breaker).toBe('open');
    const error = await failure(client.request(GET), CircuitOpen);
    expect(error.retryAfterMs).toBeLessThanOrEqual(1_000);
    expect(upstream.seen).toHaveLength(5);
    await until(() => client.stats().breaker === 'half-open', 'the breaker half-opened');
    healthy = true;
    const answers = await Promise.allSettled([client.request(GET), client.request(GET), client.request(GET)]);
    expect(answers.map((answer) => answer.status)).toEqual(['fulfilled', 'rejected', 'rejected']);
    expect(upstream.seen).toHaveLength(6);
    expect(client.stats().breaker).toBe('closed');
    // The failures of before are forgotten.
    healthy = false;
    await failure(client.request(GET), UpstreamProblem);
    expect(client.stats().breaker).toBe('closed');
  });

  it('is not wedged by a probe that hangs', async () => {
    let answer = 500;
    const { client } = await payment((_request, response) => answer && json(response, answer, {}), policy);
    for (let call = 0; call < 5; call++) await failure(client.request(GET), UpstreamProblem);
    await until(() => client.stats().breaker === 'half-open', 'the breaker half-opened');
    answer = 0;
    await failure(client.request(GET), AttemptTimeout);
    expect(client.stats().breaker).toBe('open');
    answer = 200;
    await until(() => client.stats().breaker === 'half-open', 'the breaker half-opened again');
    await client.request(GET);
    expect(client.stats().breaker).toBe('closed');
  });

  it('does not count refusals of a request, nor a full bulkhead as opossum does', async () => {
    const { client } = await payment((request, response) => void (request.url === '/slow' || json(response, 404, {})), {
      ...policy,
      concurrent: 1,
    });
    for (let call = 0; call < 10; call++) await failure(client.request(GET), UpstreamProblem);
    const slow = failure(client.request({ ...GET, path: '/slow' }), AttemptTimeout);
    for (let call = 0; call < 20; call++) await failure(client.request(GET), BulkheadFull);
    await slow;
    expect(client.stats().breaker).toBe('closed');
  });

  it('is not opened by one failure as that of opossum is', async () => {
    const { client } = await payment((_request, response) => json(response, 500, {}), { retries: 0 });
    await failure(client.request(GET), UpstreamProblem);
    await failure(client.request(GET), UpstreamProblem);
    expect(client.stats().breaker).toBe('closed');
  });

  it('does not abort other calls when one times out as opossum does', async () => {
    const { client } = await payment(
      (request, response) => void (request.url === '/slow' || setTimeout(() => json(response, 200, {}), 800)),
      { retries: 0, attemptTimeoutMs: 1_000 },
    );
    const slow = failure(client.request({ ...GET, path: '/slow' }), AttemptTimeout);
    await new Promise((resolve) => setTimeout(resolve, 400));
    const other = client.request(GET);
    await slow;
    expect(await other).toEqual({});
  });
});

describe('metrics', () => {
  it('tell of calls, retries, refusals and the breaker', async () => {
    const counts = new Map<string, number>();
    const gauges = new Map<string, () => number>();
    const outcomes: unknown[] = [];
    const { upstream } = await payment((request, response) => json(response, request.url === '/ok' ? 200 : 503, {}));
    const client = new HttpClient({
      name: 'payment',
      baseUrl: upstream.url,
      policy: { breaker: { minimumCalls: 3 } },
      metrics: {
        count: (name, attributes, by = 1) => {
          const key = [name, ...Object.values(attributes ?? {})].join(' ');
          counts.set(key, (counts.get(key) ?? 0) + by);
        },
        record: (name, value, attributes) => outcomes.push([name, typeof value, attributes?.['outcome']]),
        gauge: (name, read, attributes) => gauges.set([name, ...Object.values(attributes ?? {})].join(' '), read),
      },
    });
    cleanups.push(() => client.close());
    await client.request({ method: 'GET', path: '/ok', group: 'tills' });
    await failure(client.request({ ...GET, group: 'charges' }), UpstreamProblem);
    await failure(client.request({ ...GET, group: 'charges' }), CircuitOpen);
    expect([...counts]).toEqual([
      ['call.retries payment', 2],
      ['breaker.changes payment charges open', 1],
    ]);
    expect(outcomes).toEqual([
      ['call.duration', 'number', 'ok'],
      ['call.duration', 'number', 'UPSTREAM_PROBLEM'],
      ['call.duration', 'number', 'CIRCUIT_OPEN'],
    ]);
    expect([...gauges].map(([name, read]) => [name, read()])).toEqual([
      ['call.in_flight payment', 0],
      ['call.queued payment', 0],
      ['breaker.state payment tills', 0],
      ['breaker.state payment charges', 2],
    ]);
    // Of the other group nothing is known.
    await client.request({ method: 'GET', path: '/ok', group: 'tills' });
  });
});

it('refuses a base URL that ends in a slash', () => {
  expect(() => new HttpClient({ name: 'payment', baseUrl: 'http://payment/' })).toThrow('"payment"');
});
