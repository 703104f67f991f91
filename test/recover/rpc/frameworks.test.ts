import { expect, test } from 'vitest';
import { calls, onlyCall, recoverFiles, service } from '../../support/recover-files.ts';

const two = (library: string, stock: string, orders: string): Record<string, string | object> => ({
  'stock/package.json': service('stock', library, 'express'),
  'stock/src/app.js': stock,
  'orders/package.json': service('orders', library, 'express'),
  'orders/src/app.js': `${orders}\nrequire('express')().listen(3000);`,
});

test('requests over NATS, and the subscriptions that answer them', async () => {
  const model = await recoverFiles(
    two(
      'nats',
      `import { connect } from 'nats';
       const nc = await connect({ servers: 'nats:4222' });
       nc.subscribe('stock.check', { callback: (err, msg) => msg.respond(count(msg)) });
       const prices = nc.subscribe('stock.price');
       for await (const msg of prices) msg.respond('1');`,
      `import { connect } from 'nats';
       const nc = await connect({ servers: 'nats:4222' });
       await nc.request('stock.check', 'shoe', { timeout: 300 });
       await nc.request('stock.price', 'shoe');`,
    ),
  );
  expect(calls(model)).toEqual(['orders ? stock.check → stock', 'orders ? stock.price → stock']);
  expect(model.calls.map((call) => [call.policy.timeout.state, call.policy.timeout.ms])).toEqual([
    ['set', 300],
    ['default', 1000],
  ]);
  expect(model.subscriptions).toEqual([]);
});

test('Seneca patterns in both spellings', async () => {
  const model = await recoverFiles(
    two(
      'seneca',
      `const seneca = require('seneca')();
       seneca.add('cmd:check,role:stock', (msg, done) => done(null, {})).listen(9000);
       require('express')().listen(9001);`,
      `const seneca = require('seneca')({ timeout: 500 }).client(9000);
       seneca.act({ role: 'stock', cmd: 'check' }, console.log);`,
    ),
  );
  expect(onlyCall(model)).toMatchObject({ to: 'stock', policy: { timeout: { state: 'set', ms: 500 } } });
});

test('cote requesters and responders', async () => {
  const model = await recoverFiles(
    two(
      'cote',
      `const { Responder } = require('cote');
       const responder = new Responder({ name: 'stock' });
       responder.on('check stock', (req, done) => done(null, 1));`,
      `const cote = require('cote');
       const requester = new cote.Requester({ name: 'orders' });
       requester.send({ type: 'check stock', item: 'shoe' }, console.log);`,
    ),
  );
  expect(onlyCall(model)).toMatchObject({ to: 'stock', client: 'cote', policy: { timeout: { state: 'absent' } } });
});

test('service invocation of Dapr leads to the application', async () => {
  const model = await recoverFiles({
    ...two(
      '@dapr/dapr',
      `const app = require('express')();
       app.get('/items/:id', (req, res) => res.end());
       app.listen(3000);`,
      `const { DaprClient, HttpMethod } = require('@dapr/dapr');
       const client = new DaprClient();
       client.invoker.invoke('stock', 'items/' + id, HttpMethod.GET);`,
    ),
  });
  expect(onlyCall(model)).toMatchObject({ to: 'stock', method: 'GET', toEndpoint: 'stock GET /items/:id' });
});

const proto = { 'proto/stock.proto': 'package shop;\nservice Stock { rpc Reserve (A) returns (A); }' };

test('nice-grpc by definitions that are generated at build time', async () => {
  const model = await recoverFiles({
    ...proto,
    ...two(
      'nice-grpc',
      `import { createServer } from 'nice-grpc';
       import { StockDefinition } from './gen/stock';
       const server = createServer();
       server.add(StockDefinition, { async reserve(request) { return {}; } });
       server.listen('0.0.0.0:5000');
       require('express')().listen(1);`,
      `import { createClient, createChannel } from 'nice-grpc';
       import { StockDefinition } from './gen/stock';
       const stock = createClient(StockDefinition, createChannel('stock:5000'));
       await stock.reserve({ item: 'shoe' }, { signal: AbortSignal.timeout(100) });`,
    ),
  });
  expect(onlyCall(model)).toMatchObject({
    to: 'stock',
    toEndpoint: 'stock grpc shop.Stock/Reserve',
    policy: { timeout: { state: 'set' } },
  });
});

test('Connect clients and routers', async () => {
  const model = await recoverFiles({
    ...proto,
    ...two(
      '@connectrpc/connect',
      `import { expressConnectMiddleware } from '@connectrpc/connect-express';
       import type { ConnectRouter } from '@connectrpc/connect';
       import { Stock } from './gen/stock_connect';
       const routes = (router: ConnectRouter) => router.service(Stock, { reserve: async () => ({}) });
       require('express')().use(expressConnectMiddleware({ routes })).listen(1);`,
      `import { createClient } from '@connectrpc/connect';
       import { createGrpcTransport } from '@connectrpc/connect-node';
       import { Stock } from './gen/stock_connect';
       const stock = createClient(Stock, createGrpcTransport({ baseUrl: 'http://stock:8080', defaultTimeoutMs: 700 }));
       await stock.reserve({ item: 'shoe' });`,
    ),
    'stock/src/app.js': '',
    'stock/src/app.ts': `
       import { expressConnectMiddleware } from '@connectrpc/connect-express';
       import type { ConnectRouter } from '@connectrpc/connect';
       import express from 'express';
       import { Stock } from './gen/stock_connect';
       const routes = (router: ConnectRouter) => router.service(Stock, { reserve: async () => ({}) });
       express().use(expressConnectMiddleware({ routes })).listen(1);`,
  });
  expect(onlyCall(model)).toMatchObject({
    to: 'stock',
    toEndpoint: 'stock grpc shop.Stock/Reserve',
    policy: { timeout: { state: 'set', ms: 700 } },
  });
});
