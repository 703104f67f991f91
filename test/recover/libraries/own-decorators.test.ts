import { expect, test } from 'vitest';
import { endpoints, recoverFiles, service, type Files } from '../../support/recover-files.ts';

const app = (controllers: string): string => `import { NestFactory } from '@nestjs/core';
import { Controller, Get, Module, Post, applyDecorators, UseGuards } from '@nestjs/common';
import { EventPattern, MessagePattern } from '@nestjs/microservices';
import { AmqpConnection, RabbitRPC } from '@golevelup/nestjs-rabbitmq';
${controllers}
@Module({})
class AppModule {}
NestFactory.create(AppModule).then((app) => app.listen(3000));
`;

test('a decorator of the project that gives a verb, a pattern, or several decorators is what it gives', async () => {
  const files: Files = {
    'package.json': service('stock', '@nestjs/core', '@nestjs/microservices'),
    'src/main.ts': app(`const Route = (path: string) => Get(path);
const Guarded = (path: string) => applyDecorators(UseGuards(), Route(path));
const Command = (cmd: string) => MessagePattern({ cmd });
function On(name: string) { return EventPattern('stock.' + name); }
const api = (prefix: string) => (path: string) => Post(prefix + '/' + path);
@Controller('stock')
export class Stock {
  @Route('all') all() {}
  @Guarded(':id') one() {}
  @api('admin')('clear') clear() {}
  @Command('reserve') reserve() {}
  @On('counted') counted() {}
}`),
  };
  const model = await recoverFiles(files);
  expect(endpoints(model)).toEqual([
    'GET /stock/:id',
    'GET /stock/all',
    'POST /stock/admin/clear',
    'rpc {"cmd":"reserve"}',
  ]);
  expect(model.subscriptions.map(({ channel }) => channel)).toEqual(['tcp:stock.counted']);
});

test('requests over RabbitMQ reach the handler of their exchange and key, through wrappers and own decorators', async () => {
  const files: Files = {
    'orders/package.json': service('orders', '@nestjs/core', '@golevelup/nestjs-rabbitmq'),
    'orders/src/main.ts': app(`export class Rpc {
  constructor(private readonly amqp: AmqpConnection) {}
  ask<T>(options: { exchange: string; routingKey: string; timeout?: number }): Promise<T> {
    return this.amqp.request<T>(options);
  }
}
@Controller('orders')
export class Orders {
  constructor(private readonly rpc: Rpc, private readonly amqp: AmqpConnection) {}
  @Get() list() { return this.rpc.ask({ exchange: 'shop', routingKey: 'stock.list', timeout: 500 }); }
  @Get('one') one() { return this.amqp.request({ exchange: 'shop', routingKey: 'stock.one' }); }
}`),
    'stock/package.json': service('stock', '@nestjs/core', '@golevelup/nestjs-rabbitmq'),
    'stock/src/main.ts': app(`const rpc = (exchange: string) => (routingKey: string) =>
  RabbitRPC({ exchange, routingKey, queue: routingKey + '-queue' });
export class Stock {
  @rpc('shop')('stock.list') list() { return []; }
  @RabbitRPC({ exchange: 'shop', routingKey: 'stock.one' }) one() { return {}; }
}`),
  };
  const { calls } = await recoverFiles(files);
  const told = calls.map(({ to, path, policy }) => [to, path, policy.timeout.state, policy.timeout.ms]);
  expect(told.sort()).toEqual([
    ['stock', 'shop/stock.list', 'set', 500],
    ['stock', 'shop/stock.one', 'default', 10_000],
  ]);
});

const LISTENING: readonly (readonly [name: string, packages: readonly string[], code: string])[] = [
  [
    'OvernightJS',
    ['@overnightjs/core'],
    `import { Server } from '@overnightjs/core';
const server = new (class extends Server { constructor() { super(); this.addControllers([]); } })();
server.app.listen(4000);`,
  ],
  [
    'inversify-express-utils',
    ['inversify-express-utils'],
    `import { InversifyExpressServer } from 'inversify-express-utils';
const server = new InversifyExpressServer(container);
server.setConfig((app) => app.use(json()));
const app = server.build();
app.listen(4000);`,
  ],
  [
    'Ts.ED',
    ['@tsed/platform-express'],
    `import { PlatformExpress } from '@tsed/platform-express';
class Server {}
const platform = await PlatformExpress.bootstrap(Server, {});
await platform.listen();`,
  ],
  [
    'LoopBack',
    ['@loopback/rest', '@loopback/boot'],
    `import { BootMixin } from '@loopback/boot';
import { RestApplication } from '@loopback/rest';
export class App extends BootMixin(RestApplication) {}
const app = new App();
await app.boot();
await app.start();`,
  ],
  [
    'LoopBack without mixins',
    ['@loopback/rest'],
    `import { RestApplication } from '@loopback/rest';
export class App extends RestApplication {}
new App().start();`,
  ],
];

test.each(LISTENING)('a package that listens by %s is a service', async (_name, packages, code) => {
  const model = await recoverFiles({ 'package.json': service('shop', ...packages), 'src/server.ts': code });
  expect(model.services.map(({ listens }) => listens.length)).toEqual([1]);
});
