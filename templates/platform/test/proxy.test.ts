import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { Health } from '../src/health.ts';
import { createApp } from '../src/http-server.ts';
import { createLogger } from '../src/logger.ts';
import { Proxy, type ProxyOptions } from '../src/proxy.ts';
import { json, startUpstream, until, type Answer, type Upstream } from './support/upstream.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const log = createLogger({ name: 'web', level: 'silent' });

async function gateway(
  answer: Answer,
  options: Partial<ProxyOptions> = {},
): Promise<{ url: string; upstream: Upstream }> {
  const upstream = await startUpstream(answer);
  const app = createApp({ name: 'web', log, health: new Health(), edge: {} });
  const proxy = new Proxy({ name: 'orders', baseUrl: upstream.url, deadlineMs: 2_000, ...options });
  await app.register(proxy.serve('/api/orders', '/orders'));
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  cleanups.push(
    () => upstream.close(),
    () => app.close(),
  );
  return { url, upstream };
}

describe('what is passed on', () => {
  it('streams both ways: a byte arrives before the next one is sent', async () => {
    const { url } = await gateway((request, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      request.pipe(response);
    });
    const sent = httpRequest(`${url}/api/orders/import`, { method: 'POST', headers: { 'content-type': 'text/csv' } });
    sent.write('one');
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    for (const text of ['one', 'two', 'three']) {
      if (text !== 'one') sent.write(text);
      const [chunk] = (await once(answer, 'data')) as [Buffer];
      expect(chunk.toString()).toBe(text);
    }
    sent.end();
    await once(answer, 'end');
  });

  it('keeps what the caller may say, and says itself who asks, by which way and in which trace', async () => {
    const { url, upstream } = await gateway((_request, response) =>
      json(response, 200, {}, { connection: 'x-hop', 'x-hop': '1', 'x-answer': '2' }),
    );
    const spoofed = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const answer = await new Promise<IncomingMessage>((resolve) => {
      const headers = {
        ...{ 'x-user-id': 'admin', 'x-user-scopes': 'all', 'x-forwarded-for': '8.8.8.8', forwarded: 'for=8.8.8.8' },
        ...{ traceparent: spoofed, tracestate: 'a=b', baggage: 'a=b', b3: '1', 'x-b3-traceid': '1', te: 'trailers' },
        ...{ connection: 'x-secret, keep-alive', 'x-secret': '1', authorization: 'Bearer a', 'x-custom': 'kept' },
      };
      httpRequest(`${url}/api/orders/7?full=1`, { headers }, (response) => resolve(response.resume())).end();
    });
    const [received] = upstream.seen;
    expect(received?.url).toBe('/orders/7?full=1');
    expect(received?.headers).toMatchObject({
      authorization: 'Bearer a',
      'x-custom': 'kept',
      'x-correlation-id': answer.headers['x-correlation-id'],
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': new URL(url).host,
    });
    for (const name of ['x-user-id', 'x-user-scopes', 'forwarded', 'tracestate', 'baggage', 'b3', 'te', 'x-secret'])
      expect(received?.headers[name], name).toBeUndefined();
    expect(received?.headers['x-b3-traceid']).toBeUndefined();
    expect(received?.headers['traceparent']).toMatch(/^00-[0-9a-f]{32}-/);
    expect(received?.headers['traceparent']).not.toContain('a'.repeat(32));
    expect(answer.headers).toMatchObject({ 'x-answer': '2' });
    expect(answer.headers['x-hop']).toBeUndefined();
  });

  it('believes X-Forwarded-For of a load balancer that it was told of', async () => {
    const upstream = await startUpstream((_request, response) => json(response, 200, {}));
    const app = createApp({ name: 'web', log, health: new Health(), edge: { trustProxy: '127.0.0.1' } });
    const proxy = new Proxy({ name: 'orders', baseUrl: upstream.url, deadlineMs: 2_000 });
    await app.register(proxy.serve('/api/orders', '/orders'));
    cleanups.push(
      () => upstream.close(),
      () => app.close(),
    );
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    await fetch(`${url}/api/orders`, { headers: { 'x-forwarded-for': '6.6.6.6, 203.0.113.9' } });
    expect(upstream.seen[0]?.headers['x-forwarded-for']).toBe('203.0.113.9');
  });
});

describe('what goes wrong', () => {
  it('a service that says nothing, or stops in the middle, takes no longer than the deadline', async () => {
    const { url, upstream } = await gateway(
      (request, response) => {
        if (request.url === '/orders/stalls') response.writeHead(200, { 'content-type': 'text/plain' }).write('half');
      },
      { deadlineMs: 200 },
    );
    expect((await fetch(`${url}/api/orders/silent`)).status).toBe(504);
    await expect(fetch(`${url}/api/orders/stalls`).then((answer) => answer.text())).rejects.toThrow();
    await until(() => upstream.openSockets() === 0, 'the connections to the service are gone');
  });

  it('nothing is repeated, an open circuit answers 503 with Retry-After, and closes again', async () => {
    let works = false;
    const breaker = { minimumCalls: 5, openMs: 300 };
    const { url, upstream } = await gateway(
      (_request, response) => (works ? json(response, 200, {}) : json(response, 503, { detail: 'overloaded' })),
      { breaker },
    );
    for (let index = 0; index < 5; index++) {
      const passedOn = await fetch(`${url}/api/orders`);
      expect([passedOn.status, await passedOn.json()]).toEqual([503, { detail: 'overloaded' }]);
    }
    const open = await fetch(`${url}/api/orders`);
    expect([open.status, open.headers.get('retry-after')]).toEqual([503, '1']);
    expect(upstream.seen).toHaveLength(5);
    works = true;
    await sleep(350);
    expect((await fetch(`${url}/api/orders`)).status).toBe(200);
    expect((await fetch(`${url}/api/orders`)).status).toBe(200);
  });

  it('a caller who leaves is no failure of the service, and its request ends there as well', async () => {
    const breaker = { minimumCalls: 1, failureRate: 1 };
    const gone: boolean[] = [];
    const { url, upstream } = await gateway(
      (request, response) => {
        if (request.url === '/orders/ok') return json(response, 200, {});
        request.once('close', () => gone.push(true));
      },
      { breaker },
    );
    for (let index = 0; index < 3; index++) {
      const leaving = new AbortController();
      const asked = fetch(`${url}/api/orders/slow`, { signal: leaving.signal }).catch(() => undefined);
      await until(() => upstream.seen.length > index, 'the request arrived');
      leaving.abort();
      await asked;
    }
    await until(() => gone.length === 3, 'the service saw them leave');
    expect((await fetch(`${url}/api/orders/ok`)).status).toBe(200);
  });

  it('a service that is not there is told apart from one that is late', async () => {
    const free = createServer().listen(0, '127.0.0.1');
    await once(free, 'listening');
    const { port } = free.address() as { port: number };
    await new Promise((resolve) => free.close(resolve));
    const { url } = await gateway(() => undefined, { baseUrl: `http://127.0.0.1:${port}` });
    expect((await fetch(`${url}/api/orders`)).status).toBe(502);
  });
});
