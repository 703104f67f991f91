import { afterEach, expect, it } from 'vitest';
import { newContext, runWithContext } from '../src/context.ts';
import { Health } from '../src/health.ts';
import { createApp } from '../src/http-server.ts';
import { createLogger } from '../src/logger.ts';
import { limitRate, registerRateLimit } from '../src/rate-limit.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

it('limits each client on each route, health not at all, and says when to come again', async () => {
  const log = createLogger({ name: 'web', level: 'silent' });
  const app = createApp({ name: 'web', log, health: new Health(), edge: {} });
  await registerRateLimit(app, { name: 'web', log });
  const limit = limitRate(app, '/orders', { max: 2, windowMs: 60_000 });
  app.get('/orders', { onRequest: limit }, async () => ({}));
  app.get('/orders/:id', { onRequest: limit }, async () => ({}));
  app.get('/charges', { onRequest: limitRate(app, '/charges', { max: 2, windowMs: 60_000 }) }, async () => ({}));
  cleanups.push(() => app.close());
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const ask = async (path: string): Promise<number> => (await fetch(`${url}${path}`)).status;

  expect([await ask('/orders'), await ask('/orders/7'), await ask('/orders')]).toEqual([200, 200, 429]);
  expect([await ask('/charges'), await ask('/charges')]).toEqual([200, 200]);
  const refused = await fetch(`${url}/charges`);
  expect(refused.headers.get('retry-after')).toBe('60');
  expect(refused.headers.get('content-type')).toContain('application/problem+json');
  expect(await refused.json()).toMatchObject({ status: 429, detail: 'Too many requests.' });
  for (let index = 0; index < 20; index++) expect(await ask('/health/live')).toBe(200);
});

it('knows clients by their tokens, not by the address that they share', async () => {
  const log = createLogger({ name: 'web', level: 'silent' });
  const app = createApp({ name: 'web', log, health: new Health(), edge: {} });
  await registerRateLimit(app, { name: 'web', log });
  const identify = (request: { headers: Record<string, unknown> }, _reply: unknown, done: () => void): void =>
    runWithContext({ ...newContext(), identity: { 'x-user-id': String(request.headers['x-test-user']) } }, done);
  app.get('/', { onRequest: [identify, limitRate(app, '/', { max: 1, windowMs: 60_000 })] }, async () => ({}));
  cleanups.push(() => app.close());
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const ask = async (user: string): Promise<number> => (await fetch(url, { headers: { 'x-test-user': user } })).status;
  expect([await ask('ann'), await ask('ann'), await ask('bob')]).toEqual([200, 429, 200]);
});
