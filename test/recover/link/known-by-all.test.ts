import { describe, expect, it } from 'vitest';
import type { SystemModel } from '../../../src/model/system.ts';
import { endpoints, recoverFiles, service, type Files } from '../../support/recover-files.ts';

function published(model: SystemModel): string[] {
  return model.publications
    .map(({ channel, evidence }) => `${channel} ${evidence[0]?.file}:${evidence[0]?.line}`)
    .sort();
}

const KAFKA = `const { Kafka } = require('kafkajs');
module.exports = async () => {
  const producer = new Kafka({ brokers: ['kafka:9092'] }).producer();
  await producer.connect();
  global.producer = producer;
};`;

describe('what a process keeps under a global name', () => {
  const files = (send: string): Files => ({
    'package.json': service('orders', 'express', 'kafkajs'),
    'src/kafka.js': KAFKA,
    'src/send.js': `const placed = async () => {
  const record = { topic: 'order.placed', messages: [] };
  return send(record);
};
const paid = async () => send({ topic: 'order.paid', messages: [] });
const send = async (record) => ${send};
module.exports = { placed, paid };`,
    'src/app.js': `require('./kafka')();
const { placed, paid } = require('./send');
const app = require('express')();
app.post('/orders', async () => { await placed(); await paid(); });
app.listen(3000);`,
  });

  it.each(['producer.send(record)', 'global.producer.send(record)'])(
    'is there for every file, and a record that callers hand over whole is theirs: %s',
    async (send) => {
      const model = await recoverFiles(files(send));
      expect(published(model)).toEqual(['kafka:order.paid src/send.js:5', 'kafka:order.placed src/send.js:3']);
    },
  );
});

describe('a topic that a function works out of the name of an event', () => {
  it('is the one for each caller', async () => {
    const model = await recoverFiles({
      'package.json': service('orders', 'express', 'kafkajs'),
      'src/bus.js': `const { Kafka } = require('kafkajs');
class Bus {
  constructor() { this.producer = new Kafka({ brokers: ['kafka:9092'] }).producer(); }
  async publish(type, data) {
    const topic = this.topicOf(type);
    await this.producer.send({ topic, messages: [data] });
  }
  topicOf(type) {
    if (type.endsWith('.place') || type.endsWith('.cancel')) return 'order-commands';
    if (type.startsWith('payment.')) return 'payments';
    return 'other-events';
  }
}
module.exports = { Bus };`,
      'src/app.js': `const { Bus } = require('./bus');
const bus = new Bus();
const app = require('express')();
app.post('/orders', async () => {
  await bus.publish('order.cancel', {});
  await bus.publish('payment.settled', {});
  await bus.publish('stock.counted', {});
});
app.listen(3000);`,
    });
    expect(published(model)).toEqual([
      'kafka:order-commands src/app.js:5',
      'kafka:other-events src/app.js:7',
      'kafka:payments src/app.js:6',
    ]);
  });
});

describe('a scheduler that others extend', () => {
  it('puts into the queue of each, which takes what it inherits', async () => {
    const scheduler = (name: string, body: string): string => `import { InjectQueue, Processor } from '@nestjs/bull';
import { Queue } from 'bull';
import { Scheduler } from './scheduler';
@Processor('${name.toLowerCase()}')
export class ${name}Scheduler extends Scheduler {
  constructor(@InjectQueue('${name.toLowerCase()}') queue: Queue) { super(queue); }
  ${body}
}`;
    const model = await recoverFiles({
      'package.json': service('jobs', '@nestjs/core', '@nestjs/bull', 'bull'),
      'src/scheduler.ts': `import { Process } from '@nestjs/bull';
import { Queue } from 'bull';
export abstract class Scheduler {
  constructor(protected readonly queue: Queue) {}
  async onApplicationBootstrap() { await this.plan(); }
  private async plan() { await this.queue.add({}, { jobId: this.queue.name }); }
  @Process()
  async run() {}
}`,
      'src/invoices.scheduler.ts': scheduler('Invoices', ''),
      'src/returns.scheduler.ts': scheduler('Returns', 'async count() {}'),
      'src/app.ts': `import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { InvoicesScheduler } from './invoices.scheduler';
import { ReturnsScheduler } from './returns.scheduler';
@Module({ providers: [InvoicesScheduler, ReturnsScheduler] })
class AppModule {}
NestFactory.create(AppModule).then((app) => app.listen(3000));`,
    });
    expect(published(model)).toEqual(['redis:invoices src/scheduler.ts:6', 'redis:returns src/scheduler.ts:6']);
    expect(model.subscriptions.map(({ channel }) => channel).sort()).toEqual(['redis:invoices', 'redis:returns']);
  });
});

describe('aliases of module-alias', () => {
  it('lead to the folder, and to what is in it', async () => {
    const model = await recoverFiles({
      'package.json': {
        ...service('orders', 'express', 'module-alias'),
        _moduleAliases: { '@health': 'src/health', '@routes': 'src/routes' },
      },
      'src/health/index.js': `module.exports = (app) => { app.get('/health', (req, res) => res.end()); };`,
      'src/routes/orders.js': `module.exports = (app) => { app.get('/orders', (req, res) => res.end()); };`,
      'src/app.js': `require('module-alias/register');
const app = require('express')();
require('@health')(app);
require('@routes/orders')(app);
app.listen(3000);`,
    });
    expect(endpoints(model).sort()).toEqual(['GET /health', 'GET /orders']);
  });
});

describe('a gateway with a table of targets', () => {
  it('forwards to each of many', async () => {
    const names = Array.from({ length: 9 }, (_, i) => `part-${i}`);
    const model = await recoverFiles({
      'package.json': service('gateway', 'express', 'http-proxy-middleware'),
      'src/app.js': `const { createProxyMiddleware } = require('http-proxy-middleware');
const app = require('express')();
const routes = [${names.map((name, i) => `{ path: '/${name}', target: process.env.PART_${i} || 'http://${name}:80' }`).join(', ')}];
for (const { path, target } of routes) app.use(path, createProxyMiddleware({ target, changeOrigin: true }));
app.listen(3000);`,
    });
    expect(new Set(model.calls.map(({ target }) => target)).size).toBe(9);
  });
});

describe('front ends that a workspace tool starts by their configuration', () => {
  it('are services without a script', async () => {
    const model = await recoverFiles({
      'package.json': { name: 'shop', private: true, workspaces: ['apps/*'] },
      'apps/orders/package.json': service('orders', 'express'),
      'apps/orders/src/app.js': `require('express')().listen(3000);`,
      'apps/web/package.json': { name: 'web', dependencies: { next: '*', react: '*', 'react-dom': '*' } },
      'apps/web/next.config.js': 'module.exports = {};',
      'apps/web/src/app/page.tsx': 'export default function Page() { return null; }',
    });
    expect(model.services.map(({ id, kind }) => `${id} ${kind}`)).toEqual(['orders service', 'web frontend']);
  });
});

describe('a gRPC client that a factory provides', () => {
  it('calls the service of its package, and a Redis module opens a store', async () => {
    const model = await recoverFiles({
      'package.json': { name: 'shop', private: true, workspaces: ['apps/*'] },
      'proto/orders.proto':
        'syntax = "proto3";\npackage orders;\nservice OrdersService {\n  rpc Find (Id) returns (Id) {}\n}\nmessage Id {}\n',
      'apps/gateway/package.json': service(
        'gateway',
        '@nestjs/core',
        '@nestjs/microservices',
        '@nestjs-modules/ioredis',
      ),
      'apps/gateway/src/app.ts': `import { Controller, Get, Inject, Module, OnModuleInit } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientGrpcProxy, ClientProxyFactory, Transport } from '@nestjs/microservices';
import { RedisModule } from '@nestjs-modules/ioredis';
@Controller('orders')
class Orders implements OnModuleInit {
  private orders: any;
  constructor(@Inject('ORDERS') private readonly client: ClientGrpcProxy) {}
  onModuleInit() { this.orders = this.client.getService('OrdersService'); }
  @Get() find() { return this.orders.find({}); }
}
@Module({
  imports: [RedisModule.forRoot({ type: 'single', options: { host: 'cache', port: 6379 } })],
  controllers: [Orders],
  providers: [{
    provide: 'ORDERS',
    useFactory: () => ClientProxyFactory.create({ transport: Transport.GRPC, options: { url: 'orders:5000', package: 'orders', protoPath: 'proto/orders.proto' } }),
  }],
})
class AppModule {}
NestFactory.create(AppModule).then((app) => app.listen(3000));`,
      'apps/orders/package.json': service('orders', '@nestjs/core', '@nestjs/microservices'),
      'apps/orders/src/app.ts': `import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GrpcMethod, Transport } from '@nestjs/microservices';
@Controller()
class Orders { @GrpcMethod('OrdersService', 'Find') find() {} }
@Module({ controllers: [Orders] })
class AppModule {}
NestFactory.createMicroservice(AppModule, { transport: Transport.GRPC, options: { url: '0.0.0.0:5000', package: 'orders', protoPath: 'proto/orders.proto' } }).then((app) => app.listen());`,
    });
    expect(model.calls.map(({ to, toEndpoint }) => `${to} ${toEndpoint}`)).toEqual([
      'orders orders grpc orders.OrdersService/Find',
    ]);
    expect(model.datastoreUses.map(({ datastore }) => datastore)).toEqual(['redis://cache:6379/']);
  });
});
