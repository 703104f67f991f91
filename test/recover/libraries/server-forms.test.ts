import { expect, test } from 'vitest';
import { endpoints, recoverFiles, service, type Files } from '../../support/recover-files.ts';

const CASES: readonly (readonly [name: string, files: Files, expected: readonly string[]])[] = [
  [
    'Fastify: instances and imports',
    {
      'src/app.js': `import Fastify, { fastify } from 'fastify'; import * as all from 'fastify';
        const a = Fastify({ logger: true }), b = fastify();
        a.get('/a', h); b.post('/b', { schema: {} }, h); a.route({ method: ['GET', 'PUT'], url: '/c', handler: h }); a.all('/d', h);
        a.listen({ port: 3000 });`,
    },
    ['ALL /d', 'GET /a', 'GET /c', 'POST /b', 'PUT /c'],
  ],
  [
    'Fastify: nested plugins with prefixes',
    {
      'src/app.js': `const fastify = require('fastify')();
        fastify.register(require('./api'), { prefix: '/api' });
        fastify.register((app, opts, done) => { app.get('/inline', h); done(); }, { prefix: '/v1' });
        fastify.listen({ port: 3000 });`,
      'src/api.js': `module.exports = async function (app) { app.get('/health', h); app.register(require('./orders'), { prefix: 'orders' }); };`,
      'src/orders.js': `async function orders(app, options) { app.get('/', h); app.post('/:id', h); } module.exports = orders;`,
    },
    ['GET /api/health', 'GET /api/orders', 'GET /v1/inline', 'POST /api/orders/:id'],
  ],
  [
    'Fastify: fastify-plugin and import()',
    {
      'src/app.js': `import Fastify from 'fastify'; import fp from 'fastify-plugin';
        const app = Fastify();
        const orders = fp(async (server) => { server.get('/orders', h); });
        app.register(orders); app.register(import('./carts.js'), { prefix: '/carts' });
        await app.listen({ port: 3000 });`,
      'src/carts.js': `export default async function carts(app) { app.delete('/:id', h); }`,
    },
    ['DELETE /carts/:id', 'GET /orders'],
  ],
  [
    'Fastify: typed plugins and generics',
    {
      'src/app.js': '',
      'src/main.ts': `import Fastify, { type FastifyInstance, type FastifyPluginAsync } from 'fastify';
        import { orders } from './orders';
        const app: FastifyInstance = Fastify().withTypeProvider<X>();
        app.get<{ Params: { id: string } }>('/a/:id', h);
        app.register(orders, { prefix: '/orders' }); app.listen({ port: 3000 });`,
      'src/orders.ts': `import type { FastifyPluginAsync } from 'fastify';
        export const orders: FastifyPluginAsync = async (app): Promise<void> => { app.withTypeProvider<X>().get('/', h); app.after(() => { app.withTypeProvider<X>().route({ method: 'POST', url: '/', handler: h }); }); };`,
    },
    ['GET /a/:id', 'GET /orders', 'POST /orders'],
  ],
  [
    'Fastify: autoload with prefixes of their own',
    {
      'src/app.js': `import Fastify from 'fastify'; import AutoLoad from '@fastify/autoload'; import { join } from 'node:path';
        const app = Fastify(); app.register(AutoLoad, { dir: join(import.meta.dirname, 'routes'), routeParams: true }); app.listen({ port: 3000 });`,
      'src/routes/orders/index.js': `export default async function (app) { app.get('/', h); } export const autoPrefix = '/bestellungen';`,
      'src/routes/carts/items/index.js': `export default async function (app) { app.get('/:id', h); }`,
      'src/routes/_id/index.js': `export default async function (app) { app.get('/x', h); }`,
      'src/routes/prefixed.js': `export default async function (app) { app.get('/one', h); } export const prefixOverride = '/shop';`,
    },
    ['GET /:id/x', 'GET /bestellungen', 'GET /carts/items/:id', 'GET /shop/one'],
  ],
  [
    'Fastify: routes in a list',
    {
      'src/app.js': `const app = require('fastify')(); const routes = require('./routes'); routes.forEach((route) => app.route(route)); app.listen({ port: 3000 });`,
      'src/routes.js': `module.exports = [{ method: 'GET', url: '/orders', handler: h }, { method: 'POST', url: '/orders', handler: h }];`,
    },
    ['GET /orders', 'POST /orders'],
  ],
  [
    'Koa: nested routers, koa-mount, koa-route',
    {
      'src/app.js': `import Koa from 'koa'; import Router from '@koa/router'; import mount from 'koa-mount'; import route from 'koa-route';
        const app = new Koa(); const orders = new Router(); const items = new Router();
        items.get('/:item', h); orders.get('one', '/:id', h).del('/:id', h); orders.use('/:id/items', items.routes());
        const api = new Router(); api.use('/orders', orders.routes(), orders.allowedMethods());
        app.use(mount('/api', api.routes())); app.use(route.get('/pets/:name', h)); app.use(route.post('/pets', h));
        const sub = new Koa(); const inner = new Router(); inner.get('/x', h); sub.use(inner.routes()); app.use(mount('/sub', sub));
        app.listen(3000);`,
    },
    [
      'DELETE /api/orders/:id',
      'GET /api/orders/:id',
      'GET /api/orders/:id/items/:item',
      'GET /pets/:name',
      'GET /sub/x',
      'POST /pets',
    ],
  ],
  [
    'Koa: named import, all, register, lists',
    {
      'src/app.js': `const Koa = require('koa'); const { Router } = require('@koa/router'); const compose = require('koa-compose');
        const router = new Router({ prefix: '/api' }); router.all('/a', h); router.register('/b', ['GET', 'POST'], h); router.get(['/c', '/d'], h);
        const app = new Koa(); app.use(compose([router.routes(), router.allowedMethods()])); app.listen(3000);`,
    },
    ['ALL /api/a', 'GET /api/b', 'GET /api/c', 'GET /api/d', 'POST /api/b'],
  ],
  [
    'Koa: koa-joi-router',
    {
      'src/app.js': `const Koa = require('koa'); const router = require('koa-joi-router'); const Joi = router.Joi;
        const orders = router(); orders.prefix('/orders'); orders.get('/:id', h);
        orders.route({ method: 'post', path: '/', validate: {}, handler: h }); orders.route([{ method: ['put', 'patch'], path: '/:id', handler: h }]);
        const app = new Koa(); app.use(orders.middleware()); app.listen(3000);`,
    },
    ['GET /orders/:id', 'PATCH /orders/:id', 'POST /orders', 'PUT /orders/:id'],
  ],
  [
    'Hapi: plugins with a prefix, optional parameters, constants',
    {
      'src/app.js': `const Hapi = require('@hapi/hapi');
        const init = async () => { const server = new Hapi.Server({ port: 3000 }); server.route(require('./routes'));
          await server.register({ plugin: require('./orders') }, { routes: { prefix: '/api' } });
          await server.register([{ plugin: require('./carts'), routes: { prefix: '/v2' } }]); await server.start(); }; init();`,
      'src/routes.js': `module.exports = [{ method: 'get', path: '/files/{path*}', handler: h }, { method: '*', path: '/{any*}', handler: h }];`,
      'src/orders.js': `exports.plugin = { name: 'orders', register: async function (server, options) { server.route({ method: 'GET', path: '/orders/{id?}', options: { handler: h } }); } };`,
      'src/carts.js': `const register = (server) => { server.route({ method: ['POST', 'PUT'], path: '/carts', handler: h }); }; module.exports = { name: 'carts', register };`,
    },
    ['ALL /*', 'GET /api/orders/:id', 'GET /files/*', 'POST /v2/carts', 'PUT /v2/carts'],
  ],
  [
    'Hono: on, all, lists, factories, chains, nested routes',
    {
      'src/app.js': `import { Hono } from 'hono'; import { serve } from '@hono/node-server'; import { OpenAPIHono, createRoute } from '@hono/zod-openapi';
        const app = new Hono({ strict: false }); app.on(['PUT', 'DELETE'], ['/a', '/b'], h); app.all('/c', h);
        const users = new Hono().get('/:id', h); const api = new Hono().route('/users', users); app.route('/api', api).get('/last', h);
        const open = new OpenAPIHono(); open.openapi(createRoute({ method: 'get', path: '/o/{id}' }), h); app.route('/', open);
        app.use('*', h); serve({ fetch: app.fetch, port: 3000 });`,
    },
    ['ALL /c', 'DELETE /a', 'DELETE /b', 'GET /api/users/:id', 'GET /last', 'GET /o/:id', 'PUT /a', 'PUT /b'],
  ],
  [
    'Restify: named routes and versions',
    {
      'src/app.js': `const restify = require('restify'); const server = restify.createServer({ name: 'shop' });
        server.get('/a/:id', h); server.post({ path: '/b', version: '1.0.0' }, h); server.opts('/x', h); server.head('/h', h);
        const { Router } = require('restify-router'); const r = new Router(); r.get('/one', h); r.applyRoutes(server, '/api');
        server.listen(3000);`,
    },
    ['GET /a/:id', 'GET /api/one', 'HEAD /h', 'OPTIONS /x', 'POST /b'],
  ],
  [
    'polka and tinyhttp with parts',
    {
      'src/app.js': `import polka from 'polka'; import { App } from '@tinyhttp/app';
        const users = polka().get('/:id', h); polka().use('/users', users).use(json()).add('PUT', '/x', h).listen(3000);
        const app = new App(); app.get('/a', h).post('/b', h); const sub = new App(); sub.route('/z').get(h); app.use('/sub', sub); app.listen(3001);`,
    },
    ['GET /a', 'GET /sub/z', 'GET /users/:id', 'POST /b', 'PUT /x'],
  ],
  [
    'find-my-way and 0http',
    {
      'src/app.js': `const http = require('http'); const router = require('find-my-way')(); router.on('GET', '/a', h); router.on(['PUT', 'POST'], '/b', h); router.get('/c', h);
        http.createServer((req, res) => router.lookup(req, res)).listen(3000);
        const zero = require('0http'); const { router: r, server } = zero(); r.get('/d/:id', h); server.listen(3001);
        const service = require('restana')(); service.get('/e', h); service.start(3002);`,
    },
    ['GET /a', 'GET /c', 'GET /d/:id', 'GET /e', 'POST /b', 'PUT /b'],
  ],
];

test.each(CASES)('%s', async (_name, files, expected) => {
  const model = await recoverFiles({ 'package.json': service('shop', 'express'), ...files });
  expect(endpoints(model).sort()).toEqual(expected);
});
