import { describe, expect, test } from 'vitest';
import { calls, endpoints, recoverFiles, service, type Files } from '../../support/recover-files.ts';

const place: Files = {
  'src/place-order.js': `const path = '/orders';
const method = 'POST';
export const placeOrder = { path, method, handler: (req, res) => res.end() };
`,
  'src/cancel-order.js': `export const cancelOrder = (stock) => ({ path: '/orders/:id', method: 'DELETE', handler: (req, res) => res.end(stock) });
`,
};

const app = `import express from 'express';
import { createRoute } from './create-route.js';
import { placeOrder } from './place-order.js';
import { cancelOrder } from './cancel-order.js';
const app = express();
createRoute(app, placeOrder);
createRoute(app, cancelOrder('all'));
app.listen(3000);
`;

describe('a helper that compares what it is given', () => {
  test.each([
    [
      'by if and else',
      `export function createRoute(server, route) {
  if (route.method === 'GET') server.get(route.path, route.handler);
  else if (route.method === 'POST') server.post(route.path, route.handler);
  else if ('x' !== route.method && route.method !== 'DELETE') server.put(route.path, route.handler);
  else server.delete(route.path, route.handler);
}
`,
    ],
    [
      'by cases',
      `export const createRoute = (server, { method, path, handler }) => {
  switch (method) {
    case 'GET':
      server.get(path, handler);
      break;
    case 'POST':
      server.post(path, handler);
      break;
    case 'DELETE': {
      server.delete(path, handler);
      break;
    }
  }
};
`,
    ],
  ])('registers, %s, the one route that each caller asks for', async (_, helper) => {
    const model = await recoverFiles({
      'package.json': service('orders', 'express'),
      'src/app.js': app,
      'src/create-route.js': helper,
      ...place,
    });
    expect(endpoints(model).sort()).toEqual(['DELETE /orders/:id', 'POST /orders']);
  });

  test('registers all of them where the environment decides', async () => {
    const model = await recoverFiles({
      'package.json': service('orders', 'express'),
      'src/app.js': `import express from 'express';
const app = express();
const kind = process.env.KIND || 'read';
if (kind === 'read') app.get('/orders', (req, res) => res.end());
if (kind === 'write') app.post('/orders', (req, res) => res.end());
app.listen(3000);
`,
    });
    expect(endpoints(model).sort()).toEqual(['GET /orders', 'POST /orders']);
  });

  test('a case that another falls into runs for both', async () => {
    const model = await recoverFiles({
      'package.json': service('orders', 'axios', 'express'),
      'src/app.js': `import axios from 'axios';
import express from 'express';
express().listen(3000);
function notify(kind) {
  switch (kind) {
    case 'paid':
    case 'sent':
      return axios.post(\`http://mail/\${kind}/receipts\`);
    case 'lost':
      return axios.post(\`http://support/\${kind}/tickets\`);
  }
}
notify('paid');
notify('sent');
notify('lost');
`,
    });
    expect(calls(model).map((line) => line.split(' ').slice(1, 3).join(' '))).toEqual(
      expect.arrayContaining(['POST http://mail/paid/receipts', 'POST http://mail/sent/receipts']),
    );
    expect(calls(model).join()).toContain('http://support/lost/tickets');
    expect(calls(model).join()).not.toContain('http://support/paid');
  });
});

describe('a message pattern that a wrapper makes of its parameter', () => {
  const client = (body: string): Files => ({
    'package.json': { name: 'shop', private: true, workspaces: ['services/*'] },
    'services/orders/package.json': service('orders', '@nestjs/core', '@nestjs/microservices'),
    'services/orders/src/app.ts': `import { NestFactory } from '@nestjs/core';
import { OrdersModule } from './orders.module';
NestFactory.create(OrdersModule).then((app) => app.listen(3000));
`,
    'services/orders/src/orders.module.ts': `import { Module } from '@nestjs/common';
import { ClientsModule, Transport } from '@nestjs/microservices';
import { StockService } from './stock.service';
@Module({
  imports: [ClientsModule.register([{ name: 'BUS', transport: Transport.NATS, options: { servers: ['nats://nats'] } }])],
  providers: [StockService],
})
export class OrdersModule {}
`,
    'services/orders/src/bus.ts': `import { Injectable } from '@nestjs/common';
import { ClientProxy } from '@nestjs/microservices';
@Injectable()
export class Bus {
  ask(proxy: ClientProxy, cmd: string, payload: unknown) {
    ${body}
  }
}
`,
    'services/orders/src/stock.service.ts': `import { Inject, Injectable } from '@nestjs/common';
import { ClientProxy } from '@nestjs/microservices';
import { Bus } from './bus';
@Injectable()
export class StockService {
  constructor(@Inject('BUS') private readonly proxy: ClientProxy, private readonly bus: Bus) {}
  reserve(id: string) {
    return this.bus.ask(this.proxy, 'reserve-stock', { id });
  }
  release(id: string) {
    return this.bus.ask(this.proxy, 'release-stock', { id });
  }
}
`,
    'services/stock/package.json': service('stock', '@nestjs/core', '@nestjs/microservices'),
    'services/stock/src/app.ts': `import { NestFactory } from '@nestjs/core';
import { Transport } from '@nestjs/microservices';
import { StockModule } from './stock.module';
NestFactory.createMicroservice(StockModule, { transport: Transport.NATS, options: { servers: ['nats://nats'] } }).then(
  (app) => app.listen(),
);
`,
    'services/stock/src/stock.module.ts': `import { Module } from '@nestjs/common';
import { StockController } from './stock.controller';
@Module({ controllers: [StockController] })
export class StockModule {}
`,
    'services/stock/src/stock.controller.ts': `import { Controller } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
@Controller()
export class StockController {
  @MessagePattern({ cmd: 'reserve-stock' })
  reserve() {}
  @MessagePattern({ cmd: 'release-stock' })
  release() {}
}
`,
  });

  test.each([
    ['a name of its own', 'const pattern = { cmd };\n    return proxy.send(pattern, payload);'],
    ['in place', 'return proxy.send({ cmd: cmd, v: "1" }.cmd ? { cmd } : { cmd }, payload);'],
  ])('given %s, each caller asks for its own', async (_, body) => {
    const model = await recoverFiles(client(body));
    expect(model.calls.map((call) => `${call.toEndpoint} ${call.evidence[0]?.file}:${call.evidence[0]?.line}`)).toEqual(
      [
        'stock rpc {"cmd":"reserve-stock"} services/orders/src/stock.service.ts:8',
        'stock rpc {"cmd":"release-stock"} services/orders/src/stock.service.ts:11',
      ],
    );
  });
});

describe('a helper that returns for what it compares', () => {
  const bus = (inner: string): Files => ({
    'package.json': service('orders', 'express', 'kafkajs'),
    'src/app.js': `import express from 'express';
import { Kafka } from 'kafkajs';
import { isUrgent } from './urgency.js';
class Bus {
  producer = new Kafka({ brokers: ['kafka:9092'] }).producer();
  async publish(type, data) {
    await this.producer.send({ topic: this.topicOf(type), messages: [{ value: JSON.stringify(data) }] });
  }
  topicOf(type) {
${inner}
    if (type.startsWith('order.')) return 'order-events';
    return 'other-events';
  }
}
const bus = new Bus();
express().post('/orders', async (req, res) => res.json(await bus.publish('order.create', req.body))).listen(3000);
`,
    'src/urgency.js': 'export const isUrgent = (type) => type === process.env.URGENT;\n',
  });
  const topics = async (inner: string): Promise<string[]> =>
    (await recoverFiles(bus(inner))).publications.map(({ channel }) => channel.replace(/^kafka:/, '')).sort();
  const commands = `if (type.startsWith('order.')) return 'order-commands';`;

  test('gives what stands in a branch of another, and nothing behind it', async () => {
    const test = `type.endsWith('.create') || type.endsWith('.cancel')`;
    expect(await topics(`if (${test}) { ${commands} }`)).toEqual(['order-commands']);
    expect(await topics(`if (type !== 'mail.create' && type.endsWith('.create')) { ${commands} }`)).toEqual([
      'order-commands',
    ]);
  });

  test.each([
    ['a condition that is not known', `if (isUrgent(type)) { ${commands} }`],
    ['half of a condition', `if (type.endsWith('.create') && isUrgent(type)) { ${commands} }`],
    ['the other side of two', `if (!(type.endsWith('.create') && isUrgent(type))) { ${commands} }`],
    ['an else', `if (isUrgent(type) || type === 'x') { this.n++; } else { ${commands} }`],
    ['a loop that may have no turn', `for (const one of this.known) { ${commands} }`],
    ['a block that may fail', `try { this.check(); ${commands} } catch { this.n++; }`],
  ])('goes on behind %s', async (_, inner) => {
    expect(await topics(inner)).toEqual(['order-commands', 'order-events']);
  });
});

test('a parameter that walks along a list ends', async () => {
  const { calls: found } = await recoverFiles({
    'package.json': service('orders', 'express'),
    'src/app.js': `const express = require('express');
const app = express();
function charge(at) {
  while (at.next !== undefined) at = at.next;
  if (at.kind === 'paid') return fetch('http://payment/charges', { method: 'POST' });
  return fetch('http://payment/refunds', { method: 'POST' });
}
app.post('/orders', async (req, res) => res.json(await charge(req.body)));
app.listen(3000);
`,
  });
  expect(found.map(({ path }) => path).sort()).toEqual(['/charges', '/refunds']);
});
