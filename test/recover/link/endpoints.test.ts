import { describe, expect, test } from 'vitest';
import { endpoints, recoverFiles, service, type Files } from '../../support/recover-files.ts';

async function routes(text: string, more: Files = {}): Promise<string[]> {
  const files = { 'orders/package.json': service('orders', 'express', 'fastify'), 'orders/src/app.ts': text, ...more };
  return endpoints(await recoverFiles(files));
}

describe('Express', () => {
  const app = "import express, { Router } from 'express';\nconst app = express();\napp.listen(3000);\n";
  test.each<[string, string, string[]]>([
    [
      'verbs',
      "app.get('/orders', list); app.post('/orders', create); app.delete('/orders/:id', drop);",
      ['DELETE /orders/:id', 'GET /orders', 'POST /orders'],
    ],
    ['all', "app.all('/orders', list);", ['ALL /orders']],
    ['a setting is no route', "app.get('env'); app.set('x', 1); app.get('/orders', list);", ['GET /orders']],
    ['a chain of one path', "app.route('/orders').get(list).post(create);", ['GET /orders', 'POST /orders']],
    ['a router', "const router = Router(); router.get('/:id', one); app.use('/orders', router);", ['GET /orders/:id']],
    [
      'nested routers',
      "const items = express.Router({ mergeParams: true }); items.get('/', list); const orders = express.Router(); orders.use('/:id/items', items); app.use('/api/orders', orders);",
      ['GET /api/orders/:id/items'],
    ],
    [
      'one router under two prefixes',
      "const router = Router(); router.get('/x', list); app.use('/a', router); app.use('/b', router);",
      ['GET /a/x', 'GET /b/x'],
    ],
    [
      'several prefixes at once',
      "const router = Router(); router.get('/x', list); app.use(['/a', '/b'], router);",
      ['GET /a/x', 'GET /b/x'],
    ],
    ['several paths at once', "app.get(['/orders', '/purchases'], list);", ['GET /orders', 'GET /purchases']],
    [
      'middleware between',
      "const router = Router(); router.get('/x', auth, list); app.use('/a', auth, router);",
      ['GET /a/x'],
    ],
    [
      'a loop over routes',
      "for (const { path, handler } of [{ path: '/a', handler: x }, { path: '/b', handler: y }]) app.get(path, handler);",
      ['GET /a', 'GET /b'],
    ],
    [
      'forEach over routes',
      "const all = [{ path: '/a', router: a() }, { path: '/b', router: b() }]; function a() { const r = Router(); r.get('/x', h); return r; } function b() { const r = Router(); r.post('/y', h); return r; } all.forEach((route) => app.use(route.path, route.router));",
      ['GET /a/x', 'POST /b/y'],
    ],
    [
      'a loop over verbs',
      "for (const verb of ['get', 'post'] as const) app[verb]('/orders', h);",
      ['GET /orders', 'POST /orders'],
    ],
    [
      'a function that is given the app',
      "function routes(server) { server.get('/orders', list); } routes(app);",
      ['GET /orders'],
    ],
    [
      'a class with a router',
      "class Orders { router = Router(); constructor() { this.router.get('/x', this.list); } list() {} } app.use('/orders', new Orders().router);",
      ['GET /orders/x'],
    ],
    ['a path from a constant', "const BASE = '/api'; app.get(`${BASE}/orders`, list);", ['GET /api/orders']],
    ['a path from the environment', "app.get(`${process.env.BASE || '/api'}/orders`, list);", ['GET /api/orders']],
    ['a pattern', 'app.get(/orders/, list);', ['GET /*']],
  ])('%s', async (_name, text, expected) => expect(await routes(app + text)).toEqual(expected));

  test('routers in files of their own, mounted by an index', async () => {
    expect(
      await routes(`${app}import api from './routes';\napp.use('/api', api);`, {
        'orders/src/routes/index.ts':
          "import { Router } from 'express';\nimport orders from './orders';\nimport { items } from './items';\nconst router = Router();\nrouter.use('/orders', orders);\nrouter.use('/items', items);\nexport default router;\n",
        'orders/src/routes/orders.ts':
          "import { Router } from 'express';\nconst router = Router();\nrouter.route('/').get(list);\nexport default router;\n",
        'orders/src/routes/items.ts':
          "import { Router } from 'express';\nexport const items = Router();\nitems.get('/:id', one);\n",
      }),
    ).toEqual(['GET /api/items/:id', 'GET /api/orders']);
  });

  test('CommonJS: modules that are given the app, modules that are routers', async () => {
    expect(
      await routes('', {
        'orders/src/app.ts':
          "const express = require('express');\nconst app = express();\nrequire('./orders')(app);\napp.use('/items', require('./items'));\napp.listen(3000);\n",
        'orders/src/orders.js': "module.exports = (app) => {\n  app.get('/orders', (req, res) => res.json([]));\n};\n",
        'orders/src/items.js':
          "const router = require('express').Router();\nrouter.get('/', (req, res) => res.json([]));\nmodule.exports = router;\n",
      }),
    ).toEqual(['GET /items', 'GET /orders']);
  });
});

describe('Fastify', () => {
  const app = "import Fastify from 'fastify';\nconst app = Fastify({ logger: true });\napp.listen({ port: 3000 });\n";
  test.each<[string, string, string[]]>([
    ['verbs', "app.get('/orders', list); app.post('/orders', { schema }, create);", ['GET /orders', 'POST /orders']],
    ['a full route', "app.route({ method: 'GET', url: '/orders', handler: list });", ['GET /orders']],
    [
      'a full route with several methods',
      "app.route({ method: ['GET', 'HEAD'], url: '/orders', handler: list });",
      ['GET /orders', 'HEAD /orders'],
    ],
    ['a plugin', "app.register(async (instance) => { instance.get('/orders', list); });", ['GET /orders']],
    [
      'a plugin with a prefix',
      "app.register(async (instance) => { instance.get('/orders', list); }, { prefix: '/api' });",
      ['GET /api/orders'],
    ],
    [
      'plugins in plugins',
      "async function orders(f) { f.get('/', list); } async function api(f) { f.register(orders, { prefix: '/orders' }); } app.register(api, { prefix: '/api' });",
      ['GET /api/orders'],
    ],
    [
      'one plugin under two prefixes',
      "async function health(f) { f.get('/health', ok); } app.register(health, { prefix: '/a' }); app.register(health, { prefix: '/b' });",
      ['GET /a/health', 'GET /b/health'],
    ],
    ['a type provider', "app.withTypeProvider<X>().get('/orders', list);", ['GET /orders']],
    [
      'a typed plugin',
      "import type { FastifyInstance } from 'fastify'; export async function orders(f: FastifyInstance) { f.get('/orders', list); } app.register(orders);",
      ['GET /orders'],
    ],
  ])('%s', async (_name, text, expected) => expect(await routes(app + text)).toEqual(expected));

  test('plugins in files of their own, and a factory of the app', async () => {
    expect(
      await routes('', {
        'orders/src/app.ts': "import { build } from './build.js';\nbuild().listen({ port: 3000 });\n",
        'orders/src/build.ts':
          "import fastify from 'fastify';\nexport function build() {\n  const app = fastify();\n  app.register(import('./orders.js'), { prefix: '/orders' });\n  return app;\n}\n",
        'orders/src/orders.ts':
          "import type { FastifyPluginAsync } from 'fastify';\nconst plugin: FastifyPluginAsync = async (app) => {\n  app.get('/:id', async () => ({}));\n};\nexport default plugin;\n",
      }),
    ).toEqual(['GET /orders/:id']);
  });
});

describe('Nest', () => {
  const main = (more = ''): string =>
    `import { NestFactory } from '@nestjs/core';\nimport { Controller, Get, Post, Version, VersioningType, applyDecorators } from '@nestjs/common';\nimport { MessagePattern, EventPattern } from '@nestjs/microservices';\nasync function start() { const app = await NestFactory.create(X); ${more} await app.listen(3000); }\nstart();\n`;
  test.each<[string, string, string, string[]]>([
    [
      'a controller',
      '',
      "@Controller('orders') class Orders { @Get() list() {} @Get(':id') one() {} @Post() create() {} }",
      ['GET /orders', 'GET /orders/:id', 'POST /orders'],
    ],
    ['without a path', '', "@Controller() class Orders { @Get('health') ok() {} }", ['GET /health']],
    [
      'options',
      '',
      "@Controller({ path: 'orders', version: '2' }) class Orders { @Get() list() {} }",
      ['GET /v2/orders'],
    ],
    [
      'several paths',
      '',
      "@Controller(['orders', 'purchases']) class Orders { @Get(['a', 'b']) list() {} }",
      ['GET /orders/a', 'GET /orders/b', 'GET /purchases/a', 'GET /purchases/b'],
    ],
    [
      'a global prefix',
      "app.setGlobalPrefix('api');",
      "@Controller('orders') class Orders { @Get() list() {} }",
      ['GET /api/orders'],
    ],
    [
      'a global prefix with an exception',
      "app.setGlobalPrefix('api', { exclude: ['health'] });",
      "@Controller() class Orders { @Get('health') ok() {} @Get('orders') list() {} }",
      ['GET /api/orders', 'GET /health'],
    ],
    [
      'a default version',
      "app.enableVersioning({ type: VersioningType.URI, defaultVersion: '1' });",
      "@Controller('orders') class Orders { @Get() list() {} }",
      ['GET /v1/orders'],
    ],
    [
      'a version of one handler',
      "app.setGlobalPrefix('api'); app.enableVersioning({ type: VersioningType.URI });",
      "@Controller('orders') class Orders { @Version('3') @Get() list() {} }",
      ['GET /api/v3/orders'],
    ],
    [
      'versions by header are no part of the path',
      'app.enableVersioning({ type: VersioningType.HEADER, header: "v", defaultVersion: "1" });',
      "@Controller('orders') class Orders { @Get() list() {} }",
      ['GET /orders'],
    ],
    [
      'a constant',
      '',
      "const PATH = 'orders'; @Controller(PATH) class Orders { @Get(`${PATH}-all`) list() {} }",
      ['GET /orders/orders-all'],
    ],
    [
      'a composed decorator',
      '',
      "const Read = () => applyDecorators(Get('read')); @Controller('orders') class Orders { @Read() list() {} }",
      ['GET /orders/read'],
    ],
    [
      'a composed decorator with a path',
      '',
      "const Read = (path: string) => applyDecorators(Get(path)); @Controller('orders') class Orders { @Read('all') list() {} }",
      ['GET /orders/all'],
    ],
    [
      'a base class',
      '',
      "abstract class Base { @Get('list') list() {} } @Controller('orders') class Orders extends Base {}",
      ['GET /orders/list'],
    ],
    [
      'a message pattern',
      '',
      "@Controller() class Orders { @MessagePattern({ cmd: 'list' }) list() {} @MessagePattern('one') one() {} }",
      ['rpc one', 'rpc {"cmd":"list"}'],
    ],
    ['a provider is no controller', '', 'class Orders { @Get() list() {} }', []],
  ])('%s', async (_name, start, text, expected) => expect(await routes(main(start) + text)).toEqual(expected));
});

test.each([
  [
    "import Router from '@koa/router'; import Koa from 'koa'; const router = new Router({ prefix: '/orders' }); router.get('/:id', one); new Koa().use(router.routes()).listen(3000);",
    ['GET /orders/:id'],
  ],
  [
    "import restify from 'restify'; const server = restify.createServer(); server.get('/orders', list); server.del('/orders/:id', drop); server.listen(3000);",
    ['DELETE /orders/:id', 'GET /orders'],
  ],
])('%s', async (text, expected) => expect(await routes(text)).toEqual(expected));

test('handlers lead to the calls that they reach', async () => {
  const model = await recoverFiles({
    'orders/package.json': service('orders', 'express', 'axios'),
    'orders/src/app.ts': `import express from 'express';
import { create } from './orders';
const app = express();
app.post('/orders', async (req, res) => res.json(await create(req.body)));
app.get('/orders', (req, res) => res.json([]));
app.listen(3000);
`,
    'orders/src/orders.ts': `import axios from 'axios';
import { charge } from './payments';
export async function create(order) { await charge(order); return axios.get('http://stock/items'); }
`,
    'orders/src/payments.ts': `import axios from 'axios';
export const charge = (order) => axios.post('http://payment/charges', order);
`,
  });
  expect(model.calls.map((call) => [call.target, call.fromEndpoints])).toEqual([
    ['http://stock/items', ['orders POST /orders']],
    ['http://payment/charges', ['orders POST /orders']],
  ]);
});

test('a probe is health', async () => {
  for (const [path, state] of [
    ['/healthz', 'present'],
    ['/health/ready', 'present'],
    ['/healthy-food', 'absent'],
  ] as const) {
    const model = await recoverFiles({
      'orders/package.json': service('orders', 'express'),
      'orders/src/app.js': `const app = require('express')();\napp.get('${path}', (req, res) => res.end());\napp.listen(3000);\n`,
    });
    expect([path, model.services[0]?.health.state]).toEqual([path, state]);
  }
});

test('a prefix that configuration says is that of the service that mounts the router', async () => {
  const files = (version: string): Files => ({
    'orders/package.json': service('orders', 'express'),
    'orders/.env': `API_VERSION=${version}\n`,
    'orders/src/app.ts': `import express, { Router } from 'express';
const app = express();
const router = Router();
router.get('/orders', (req, res) => res.end());
app.use(\`/api/\${process.env.API_VERSION}\`, router);
app.listen(3000);
`,
  });
  expect(endpoints(await recoverFiles(files('v2')))).toEqual(['GET /api/v2/orders']);
});
