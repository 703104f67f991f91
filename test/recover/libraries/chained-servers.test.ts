import { describe, expect, it } from 'vitest';
import { calls, endpoints, recoverFiles, service, type Files } from '../../support/recover-files.ts';

async function answers(code: string, ...dependencies: readonly string[]): Promise<string[]> {
  const files: Files = {
    'package.json': { ...service('orders', ...dependencies), type: 'module' },
    'src/app.js': code,
  };
  return endpoints(await recoverFiles(files)).sort();
}

describe('servers whose routes are chained', () => {
  it('Elysia: prefixes, groups, guards and plugins', async () => {
    const code = `import { Elysia } from 'elysia';
const users = new Elysia({ prefix: '/users' }).get('/', () => []).post('/:id', () => 1);
const app = new Elysia()
  .get('/health', () => 'ok')
  .use(users)
  .group('/v1', (app) => app.get('/orders', () => []).post('/orders', () => 1))
  .guard({}, (app) => app.delete('/orders/:id', () => 1))
  .listen(3000);
app.put('/late', () => 1);`;
    expect(await answers(code, 'elysia')).toEqual([
      'DELETE /orders/:id',
      'GET /health',
      'GET /users',
      'GET /v1/orders',
      'POST /users/:id',
      'POST /v1/orders',
      'PUT /late',
    ]);
  });

  it('h3: routers, bases, mounted applications', async () => {
    const first = `import { createApp, createRouter, eventHandler, toNodeListener, useBase } from 'h3';
import { createServer } from 'node:http';
const app = createApp();
const router = createRouter();
router.get('/orders', eventHandler(() => [])).post('/orders/:id', eventHandler(() => 1));
const sub = createRouter().get('/open', eventHandler(() => []));
router.use('/sub/**', useBase('/sub', sub.handler));
app.use(router);
createServer(toNodeListener(app)).listen(3000);`;
    expect(await answers(first, 'h3')).toEqual(['GET /orders', 'GET /sub/open', 'POST /orders/:id']);
    const second = `import { H3, serve } from 'h3';
const nested = new H3().get('/n', () => 1);
const app = new H3();
app.get('/orders', () => []);
app.mount('/nested', nested);
serve(app, { port: 3000 });`;
    expect(await answers(second, 'h3')).toEqual(['GET /nested/n', 'GET /orders']);
  });

  it('uWebSockets.js, without what answers the rest', async () => {
    const code = `import uWS from 'uWebSockets.js';
uWS.App().get('/orders', (res) => res.end()).del('/orders/:id', (res) => res.end()).any('/*', (res) => res.end()).listen(9001, () => {});`;
    expect(await answers(code, 'uWebSockets.js')).toEqual(['DELETE /orders/:id', 'GET /orders']);
  });

  it('itty-router, with the base of its options', async () => {
    const code = `import { AutoRouter, error } from 'itty-router';
const router = AutoRouter({ base: '/api' });
router.get('/orders/:id', () => 1).post('/orders', () => 1).all('*', () => error(404));
export default router;`;
    const model = await recoverFiles({
      'package.json': {
        name: 'orders',
        type: 'module',
        scripts: { start: 'wrangler dev' },
        dependencies: { 'itty-router': '*' },
      },
      'wrangler.toml': 'name = "orders"\nmain = "src/app.js"\n',
      'src/app.js': code,
    });
    expect(endpoints(model).sort()).toEqual(['GET /api/orders/:id', 'POST /api/orders']);
  });

  it('an object of another package is none, whatever its methods', async () => {
    const code = `import { Elysia } from 'elysia';
import { Cache } from './cache.js';
const cache = new Cache();
cache.get('/orders', () => 1).post('/orders', () => 1);
new Elysia().get('/only', () => 1).listen(3000);`;
    expect(await answers(code, 'elysia')).toEqual(['GET /only']);
  });
});

describe('servers of Bun and Deno', () => {
  it('answer the routes of their table, and the paths that they compare', async () => {
    const code = `Bun.serve({
  port: 3000,
  routes: { '/health': new Response('ok'), '/orders': { GET: () => 1, POST: async () => 2 } },
  fetch(req) {
    const url = new URL(req.url);
    if (url.pathname === '/old') return new Response('old');
    return new Response('no', { status: 404 });
  },
});`;
    expect(await answers(code)).toEqual(['ALL /health', 'ALL /old', 'GET /orders', 'POST /orders']);
    const deno = `Deno.serve({ port: 8000 }, (req) => {
  const url = new URL(req.url);
  if (url.pathname === '/orders' && req.method === 'POST') return new Response('done');
  return new Response('no');
});`;
    expect(await answers(deno)).toEqual(['POST /orders']);
  });

  it('serve a module that exports a port and a fetch, and no other object', async () => {
    const app = `import { Hono } from 'hono';
const app = new Hono();
app.get('/orders', (c) => c.json([]));`;
    expect(await answers(`${app}\nexport default { port: 3000, fetch: app.fetch };`, 'hono')).toEqual(['GET /orders']);
    expect(await answers(`${app}\nexport default { name: 'orders', fetch: app.fetch };`, 'hono')).toEqual([]);
  });
});

it('the client of Hono asks for the path of its members', async () => {
  const model = await recoverFiles({
    'package.json': { ...service('orders', 'hono', 'express'), type: 'module' },
    'src/app.js': `import express from 'express';
import { hc } from 'hono/client';
const stock = hc('http://stock:3000');
const app = express();
app.get('/orders', async () => {
  await stock.items[':id'].$get({ param: { id: '1' } });
  await stock.reservations.index.$post({ json: {} });
  stock.items.$url();
});
app.listen(3000);`,
  });
  expect(calls(model)).toEqual([
    'orders GET http://stock:3000/items/:id → (unresolved)',
    'orders POST http://stock:3000/reservations → (unresolved)',
  ]);
});
