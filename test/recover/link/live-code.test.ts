import { describe, expect, it } from 'vitest';
import type { SystemModel } from '../../../src/model/system.ts';
import { recoverFiles, service } from '../../support/recover-files.ts';

function calls(model: SystemModel): string[] {
  return model.calls.map((call) => `${call.from} ${call.method ?? ''} ${call.path ?? ''}`).sort();
}

const CLIENTS = {
  'package.json': '{ "name": "shop", "workspaces": ["apps/*", "libs/*"] }',
  'libs/clients/package.json': '{ "name": "@shop/clients", "main": "src/index.ts", "dependencies": { "axios": "1" } }',
  'libs/clients/src/index.ts': `export * from './stock'; export * from './carriers'; export * from './mail';`,
  'libs/clients/src/stock.ts': `import axios from 'axios';
export class StockClient {
  async reserve() { return axios.post('https://stock.example.com/reserve'); }
  async release() { return axios.post('https://stock.example.com/release'); }
}`,
  'libs/clients/src/carriers.ts': `import axios from 'axios';
const north = { quote: () => axios.get('https://north.example.com/quote'), track: () => axios.get('https://north.example.com/track') };
export const CARRIERS = [north];
export const carriers = { find: (name) => CARRIERS.find((one) => one.name === name) };`,
  'libs/clients/src/mail.ts': `import axios from 'axios';
export const sendMail = () => axios.post('https://mail.example.com/send');`,
};

const app = (code: string): string => `import express from 'express';
import { StockClient, CARRIERS, sendMail } from '@shop/clients';
const app = express();
${code}
app.listen(3000);`;

describe('code of a library', () => {
  it('runs in the services that refer to it, not in all that load it', async () => {
    const model = await recoverFiles({
      ...CLIENTS,
      'apps/orders/package.json': service('orders', 'express', '@shop/clients'),
      'apps/orders/src/app.ts': app(`const stock = new StockClient();
app.post('/orders', async () => { await stock.reserve(); });`),
      'apps/shipping/package.json': service('shipping', 'express', '@shop/clients'),
      'apps/shipping/src/app.ts': app(`app.get('/quotes', async (req) => {
  const carrier = CARRIERS.find((one) => one.name === req.query.carrier);
  return (carrier as any).quote();
});`),
      'apps/billing/package.json': service('billing', 'express', '@shop/clients'),
      'apps/billing/src/app.ts': app(`app.post('/bills', (req, res) => res.end());
app.post('/reminders', () => sendMail());`),
    });
    expect(calls(model)).toEqual(['billing POST /send', 'orders POST /reserve', 'shipping GET /quote']);
  });

  it('runs where a module declares its class, or where the file is loaded', async () => {
    const model = await recoverFiles({
      'package.json': '{ "name": "shop", "workspaces": ["apps/*", "libs/*"] }',
      'libs/stock/package.json': '{ "name": "@shop/stock", "main": "src/index.ts" }',
      'libs/stock/src/index.ts': `import { Module, Injectable, Controller, Get } from '@nestjs/common';
import axios from 'axios';
axios.get('https://config.example.com/flags');
@Injectable()
export class StockService { async count() { return axios.get('https://stock.example.com/count'); } }
@Controller('stock')
export class StockController {
  constructor(private readonly stock: StockService) {}
  @Get() all() { return this.stock.count(); }
}
@Module({ controllers: [StockController], providers: [StockService] })
export class StockModule {}
export const name = 'stock';`,
      'apps/orders/package.json': service('orders', '@nestjs/core', '@shop/stock'),
      'apps/orders/src/app.ts': `import { NestFactory } from '@nestjs/core';
import { Module } from '@nestjs/common';
import { StockModule } from '@shop/stock';
@Module({ imports: [StockModule] })
class AppModule {}
NestFactory.create(AppModule).then((app) => app.listen(3000));`,
      'apps/billing/package.json': service('billing', 'express', '@shop/stock'),
      'apps/billing/src/app.ts': `import express from 'express';
import { name } from '@shop/stock';
express().get('/name', (req, res) => res.end(name)).listen(3000);`,
    });
    expect(calls(model)).toEqual(['billing GET /flags', 'orders GET /count', 'orders GET /flags']);
  });
});

describe('an unknown host', () => {
  it('is a service only when configuration or its endpoints say so', async () => {
    const model = await recoverFiles({
      'webhook/package.json': service('webhook', 'express'),
      'webhook/src/app.ts': `import express from 'express'; express().post('/hooks/paid', () => {}).listen(3001);`,
      'orders/package.json': service('orders', 'axios', 'express'),
      'orders/src/app.ts': `import axios from 'axios';
import express from 'express';
const app = express();
app.post('/orders', async (req) => {
  const order: { webhookUrl: string } = req.body;
  await notify(order);
  await axios.post(process.env.WEBHOOK_URL + '/anything');
  await axios.get(\`https://\${req.query.shop}.example.com/hooks/paid\`);
});
const notify = async (order: { webhookUrl: string }) => axios.post(order.webhookUrl, order);
app.listen(3000);`,
    });
    expect(model.calls.map((call) => `${call.target ?? ''} ${call.toKind} ${call.to ?? ''}`.trim()).sort()).toEqual([
      expect.stringMatching(/example\.com\/hooks\/paid external$/),
      '{env.WEBHOOK_URL}/anything service webhook',
      expect.stringMatching(/ unresolved$/),
    ]);
  });
});

describe('code of a library that Nest runs', () => {
  it('runs where its class is used, whatever decorators and fields of the class call', async () => {
    const main = (module: string): string => `import { NestFactory } from '@nestjs/core';
import { Module } from '@nestjs/common';
import { ${module} } from '@shop/common';
@Module({ imports: [${module}] })
class AppModule {}
NestFactory.create(AppModule).then((app) => app.listen(3000));`;
    const model = await recoverFiles({
      'package.json': '{ "name": "shop", "workspaces": ["apps/*", "libs/*"] }',
      'libs/common/package.json': '{ "name": "@shop/common", "main": "src/index.ts" }',
      'libs/common/src/index.ts': `export * from './store'; export * from './log'; export * from './guard';`,
      'libs/common/src/store.ts': `import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
@Module({ imports: [MongooseModule.forRoot('mongodb://db/shop')] })
export class StoreModule {}`,
      'libs/common/src/log.ts': `import { Module } from '@nestjs/common';
@Module({})
export class LogModule {}`,
      'libs/common/src/guard.ts': `import { Injectable, Logger } from '@nestjs/common';
import axios from 'axios';
@Injectable()
export class Guard {
  private readonly logger = new Logger(Guard.name);
  private readonly texts = [Guard.name, new Map([[Guard.name, 1]]).size].join();
  async canActivate() { return axios.get('https://auth.example.com/check'); }
}`,
      'apps/orders/package.json': service('orders', '@nestjs/core', '@shop/common'),
      'apps/orders/src/app.ts': main('StoreModule'),
      'apps/mail/package.json': service('mail', '@nestjs/core', '@shop/common'),
      'apps/mail/src/app.ts': main('LogModule'),
    });
    expect(model.datastoreUses.map((use) => use.service)).toEqual(['orders']);
    expect(calls(model)).toEqual([]);
  });

  it('runs where a module is made by a function that lists its providers', async () => {
    const model = await recoverFiles({
      'package.json': '{ "name": "shop", "workspaces": ["apps/*", "libs/*"] }',
      'libs/outbox/package.json': '{ "name": "@shop/outbox", "main": "src/index.ts" }',
      'libs/outbox/src/index.ts': `import { Module, Injectable, Logger } from '@nestjs/common';
import axios from 'axios';
@Injectable()
export class Relay {
  private readonly logger = new Logger(Relay.name);
  onModuleInit() { setInterval(() => axios.post('https://bus.example.com/events'), 1000); }
}
@Injectable()
export class Sweeper {
  onModuleInit() { setInterval(() => axios.delete('https://bus.example.com/events'), 1000); }
}
@Module({})
export class OutboxModule {
  static forRoot() { return { module: OutboxModule, providers: [Relay, { provide: 'SWEEPER', useClass: Sweeper }] }; }
}
export const name = 'outbox';`,
      'apps/orders/package.json': service('orders', '@nestjs/core', '@shop/outbox'),
      'apps/orders/src/app.ts': `import { NestFactory } from '@nestjs/core';
import { Module } from '@nestjs/common';
import { OutboxModule } from '@shop/outbox';
@Module({ imports: [OutboxModule.forRoot()] })
class AppModule {}
NestFactory.create(AppModule).then((app) => app.listen(3000));`,
      'apps/mail/package.json': service('mail', 'express', '@shop/outbox'),
      'apps/mail/src/app.ts': `import express from 'express';
import { name } from '@shop/outbox';
express().get('/name', (req, res) => res.end(name)).listen(3000);`,
    });
    expect(calls(model)).toEqual(['orders DELETE /events', 'orders POST /events']);
  });

  it('runs where a decorator of the repository hands the methods of a class to a framework', async () => {
    const model = await recoverFiles({
      'package.json': '{ "name": "shop", "workspaces": ["apps/*", "libs/*"] }',
      'libs/stock/package.json': '{ "name": "@shop/stock", "main": "src/index.ts" }',
      'libs/stock/src/stock.proto': `syntax = "proto3";
package shop;
service StockService { rpc Reserve (Item) returns (Item) {} }
message Item { string id = 1; }`,
      'libs/stock/src/index.ts': `import { Controller, Module } from '@nestjs/common';
import { GrpcMethod } from '@nestjs/microservices';
function StockServiceControllerMethods() {
  return function (constructor: Function) {
    for (const method of ['reserve'])
      GrpcMethod('StockService', method)(constructor.prototype[method], method, {} as any);
  };
}
@Controller()
@StockServiceControllerMethods()
export class StockController { reserve() { return {}; } }
const controllers = [StockController];
@Module({ controllers: [...controllers] })
export class StockModule {}`,
      'apps/stock/package.json': service('stock', '@nestjs/core', '@nestjs/microservices', '@shop/stock'),
      'apps/stock/src/app.ts': `import { NestFactory } from '@nestjs/core';
import { StockModule } from '@shop/stock';
NestFactory.createMicroservice(StockModule, {}).then((app) => app.listen());`,
    });
    expect(model.endpoints.map(({ service, path }) => `${service} ${path}`)).toEqual([
      'apps/stock shop.StockService/Reserve',
    ]);
  });
});
