import { describe, expect, it } from 'vitest';
import { endpoints, recoverFiles, service, type Files } from '../../support/recover-files.ts';

const CASES: readonly (readonly [name: string, files: Files, expected: readonly string[]])[] = [
  [
    'Koa with nested routers',
    {
      'src/app.js': `const Koa = require('koa');
        const Router = require('@koa/router');
        const orders = require('./orders');
        const api = new Router({ prefix: '/api' });
        api.use('/orders', orders.routes(), orders.allowedMethods());
        new Koa().use(api.routes()).listen(3000);`,
      'src/orders.js': `const Router = require('@koa/router');
        const router = new Router();
        router.get('/', (ctx) => {}).post('place', '/', (ctx) => {});
        module.exports = router;`,
    },
    ['GET /api/orders', 'POST /api/orders'],
  ],
  [
    'a Koa router that is given its prefix later',
    {
      'src/app.js': `const Koa = require('koa');
        const Router = require('koa-router');
        const router = new Router();
        router.prefix('/api/orders');
        router.get('/:id', (ctx) => {});
        new Koa().use(router.routes()).listen(3000);`,
    },
    ['GET /api/orders/:id'],
  ],
  [
    'Hapi',
    {
      'src/app.js': `const Hapi = require('@hapi/hapi');
        const server = Hapi.server({ port: 3000 });
        server.route({ method: 'GET', path: '/orders/{id}', handler: () => ({}) });
        server.route([{ method: ['PUT', 'POST'], path: '/orders', options: { handler: () => ({}) } }]);
        server.start();`,
    },
    ['GET /orders/:id', 'POST /orders', 'PUT /orders'],
  ],
  [
    'Hapi with a long table of routes in another file',
    {
      'src/app.js': `const Hapi = require('@hapi/hapi');
        const { routes } = require('./routes');
        const server = Hapi.server({ port: 3000 });
        server.route(routes);
        server.start();`,
      'src/routes.js': `exports.routes = [
        ${Array.from({ length: 15 }, (_, i) => `{ method: 'GET', path: '/shelf-${i + 10}', handler: () => ({}) },`).join('\n')}
      ];`,
    },
    Array.from({ length: 15 }, (_, i) => `GET /shelf-${i + 10}`),
  ],
  [
    'Hono with a base path and a part of its own',
    {
      'src/app.js': `import { Hono } from 'hono';
        import { serve } from '@hono/node-server';
        import { orders } from './orders.js';
        const app = new Hono().basePath('/api');
        app.get('/health', (c) => c.text('ok'));
        app.route('/orders', orders);
        serve(app);`,
      'src/orders.js': `import { Hono } from 'hono';
        export const orders = new Hono().get('/', (c) => c.json([])).post('/:id', (c) => c.json({}));`,
    },
    ['GET /api/health', 'GET /api/orders', 'POST /api/orders/:id'],
  ],
  [
    'Restify',
    {
      'src/app.js': `const restify = require('restify');
        const server = restify.createServer();
        server.del('/orders/:id', (req, res, next) => next());
        server.listen(3000);`,
    },
    ['DELETE /orders/:id'],
  ],
  [
    'Polka in a chain',
    {
      'src/app.js': `const polka = require('polka');
        polka().get('/orders', (req, res) => {}).post('/orders', (req, res) => {}).listen(3000);`,
    },
    ['GET /orders', 'POST /orders'],
  ],
  [
    'Fastify with folders of plugins',
    {
      'src/app.js': `const path = require('path');
        const fastify = require('fastify')();
        fastify.register(require('@fastify/autoload'), { dir: path.join(__dirname, 'routes'), options: { prefix: '/api' } });
        fastify.listen({ port: 3000 });`,
      'src/routes/root.js': `module.exports = async function (app) { app.get('/health', async () => 'ok'); };`,
      'src/routes/orders/index.js': `module.exports = async (app, options) => { app.post('/', async () => ({})); };`,
    },
    ['GET /api/health', 'POST /api/orders'],
  ],
  [
    'Express in a class, and a helper that takes method, path and handler',
    {
      'src/app.js': `const express = require('express');
        const { Orders } = require('./orders');
        const app = express();
        app.use('/orders', new Orders().router);
        const on = (method, path, handler) => app[method](path, handler);
        on('get', '/health', (req, res) => res.end());
        on('post', '/carts', (req, res) => res.end());
        app.listen(3000);`,
      'src/orders.js': `const { Router } = require('express');
        class Orders {
          constructor() { this.router = Router(); this.routes(); }
          routes() { this.router.get('/:id', this.find); }
          find(req, res) { res.json({}); }
        }
        module.exports = { Orders };`,
    },
    ['GET /health', 'GET /orders/:id', 'POST /carts'],
  ],
  [
    'Express routes in a table',
    {
      'src/app.js': `const express = require('express');
        const app = express();
        const routes = [{ method: 'get', path: '/orders', run: () => {} }, { method: 'post', path: '/carts', run: () => {} }];
        for (const route of routes) app[route.method](route.path, route.run);
        app.options('*', require('cors')());
        app.all('/*', (req, res, next) => next());
        app.listen(3000);`,
    },
    ['GET /orders', 'POST /carts'],
  ],
  [
    'Next.js in both routers',
    {
      'src/app.js': `require('http').createServer(() => {}).listen(3000);`,
      'src/app/api/orders/[id]/route.ts': `export async function GET() {} export const POST = async () => {};`,
      'src/pages/api/carts/index.ts': `export default function handler(req, res) { res.end(); }`,
      'src/app/(shop)/page.tsx': `export default function Page() {}`,
    },
    ['ALL /api/carts', 'GET /api/orders/:id', 'POST /api/orders/:id'],
  ],
  [
    'Nuxt',
    {
      'src/app.js': `require('http').createServer(() => {}).listen(3000);`,
      'server/api/orders/[id].get.ts': `export default defineEventHandler(async () => ({}));`,
      'server/api/carts.ts': `import { defineEventHandler } from 'h3'; export default defineEventHandler(() => ({}));`,
      'server/api/helper.ts': `export default (text: string) => text;`,
    },
    ['ALL /api/carts', 'GET /api/orders/:id'],
  ],
  [
    'Apollo, with resolvers put together from parts',
    {
      'src/app.js': `import { ApolloServer } from '@apollo/server';
        import { startStandaloneServer } from '@apollo/server/standalone';
        import { orders } from './orders.js';
        const resolvers = { Query: { ...orders.Query, carts: () => [] }, Mutation: { placeOrder: () => ({}) }, Order: { id: () => 1 } };
        startStandaloneServer(new ApolloServer({ typeDefs: '', resolvers }));`,
      'src/orders.js': `export const orders = { Query: { orders: () => [] } };`,
    },
    ['mutation placeOrder', 'query carts', 'query orders'],
  ],
  [
    'Nest resolvers',
    {
      'src/app.ts': `import { NestFactory } from '@nestjs/core'; NestFactory.create(class Shop {}).then((app) => app.listen(3000));`,
      'src/app.js': '',
      'src/orders.ts': `import { Args, Mutation, Query, ResolveField, Resolver } from '@nestjs/graphql';
        @Resolver(() => Object)
        export class Orders {
          @Query(() => [Object], { name: 'orders' }) findAll() {}
          @Mutation(() => Object) placeOrder(@Args('id') id: string) {}
          @ResolveField() total() {}
        }`,
    },
    ['mutation placeOrder', 'query orders'],
  ],
  [
    'tRPC with nested routers',
    {
      'src/app.js': `import { initTRPC } from '@trpc/server';
        import { createHTTPServer } from '@trpc/server/adapters/standalone';
        const t = initTRPC.create();
        const orders = t.router({ find: t.procedure.query(() => ({})), place: t.procedure.input({}).mutation(() => ({})) });
        export const app = t.router({ orders, health: t.procedure.query(() => 'ok') });
        createHTTPServer({ router: app }).listen(3000);`,
    },
    ['rpc health', 'rpc orders.find', 'rpc orders.place'],
  ],
  [
    'decorators of other frameworks',
    {
      'src/app.js': `require('http').createServer(() => {}).listen(3000);`,
      'src/loopback.ts': `import { get } from '@loopback/rest';
        export class Orders { @get('/orders/{id}') find() {} }`,
      'src/controllers.ts': `import { JsonController, Post } from 'routing-controllers';
        @JsonController('/carts') export class Carts { @Post('/:id') add() {} }`,
      'src/tsoa.ts': `import { Get, Route } from 'tsoa';
        @Route('parcels') export class Parcels { @Get('{id}') find() {} }`,
    },
    ['GET /orders/:id', 'GET /parcels/:id', 'POST /carts/:id'],
  ],
  [
    'Feathers',
    {
      'src/app.js': `import { feathers } from '@feathersjs/feathers';
        import express from '@feathersjs/express';
        class Orders { async find() { return []; } async get(id) { return { id }; } async create(data) { return data; } }
        const app = express(feathers());
        app.use('orders', new Orders());
        app.listen(3000);`,
    },
    ['GET /orders', 'GET /orders/:id', 'POST /orders'],
  ],
];

describe('endpoints', () => {
  it.each(CASES)('of %s are found', async (_name, files, expected) => {
    const model = await recoverFiles({ 'package.json': service('shop', 'express', 'next'), ...files });
    expect(endpoints(model).sort()).toEqual(expected);
  });

  it('of Nest answer under the prefix that the environment gives; of two verbs the upper one counts', async () => {
    const model = await recoverFiles({
      'package.json': service('shop', '@nestjs/core', '@nestjs/config'),
      '.env': 'PREFIX=api\n',
      'src/app.ts': `import { NestFactory } from '@nestjs/core';
        import { ConfigService } from '@nestjs/config';
        import { Controller, Get, Post } from '@nestjs/common';
        @Controller('orders') export class Orders { @Get('open') @Post('place') find() {} }
        async function start() {
          const app = await NestFactory.create(class Shop {});
          app.setGlobalPrefix(app.get(ConfigService).get<string>('PREFIX'));
          await app.listen(3000);
        }
        start();`,
    });
    expect(endpoints(model)).toEqual(['GET /api/orders/open']);
  });

  it('of functions are what their serverless.yml declares', async () => {
    const model = await recoverFiles({
      'package.json': { name: 'orders', dependencies: {} },
      'serverless.yml': `service: orders
provider:
  name: aws
functions:
  find:
    handler: src/orders.find
    events:
      - http:
          path: orders/{id}
          method: get
      - httpApi: 'POST /orders'
  paid:
    handler: src/orders.paid
    events:
      - sqs: arn:aws:sqs:eu-west-1:1:payments
`,
      'src/orders.ts': `export const find = async () => ({ statusCode: 200 });
export async function paid() {}`,
    });
    expect(endpoints(model)).toEqual(['GET /orders/:id', 'POST /orders']);
    expect(model.subscriptions.map((one) => [one.channel, one.evidence[0]?.line])).toEqual([['sqs:payments', 2]]);
    expect(model.services.map((one) => one.kind)).toEqual(['function']);
  });
});
