import { describe, expect, test } from 'vitest';
import { calls, endpoints, recoverFiles, service, type Files } from '../../support/recover-files.ts';

const nest = (name: string, ...more: readonly string[]): object =>
  service(name, '@nestjs/core', '@nestjs/common', '@nestjs/microservices', ...more);

describe('a client of RabbitMQ asks the service that takes requests from its queue', () => {
  const listener = (name: string, queue: string, pattern: string): Files => ({
    [`${name}/package.json`]: nest(name),
    [`${name}/src/main.ts`]: `import { NestFactory } from '@nestjs/core';
import { Controller, Module } from '@nestjs/common';
import { MessagePattern, Transport } from '@nestjs/microservices';
@Controller()
export class Placed { @MessagePattern('${pattern}') take() { return {}; } }
@Module({ controllers: [Placed] })
class AppModule {}
NestFactory.create(AppModule).then(async (app) => {
  app.connectMicroservice({ transport: Transport.RMQ, options: { urls: ['amqp://broker'], queue: ${queue} } });
  await app.startAllMicroservices();
  await app.listen(3000);
});`,
  });
  const asking = (pattern: string): Files => ({
    'orders/package.json': nest('orders'),
    'orders/src/main.ts': `import { NestFactory } from '@nestjs/core';
import { Controller, Inject, Module, Post } from '@nestjs/common';
import { ClientProxy, ClientsModule, Transport } from '@nestjs/microservices';
@Controller('orders')
export class Orders {
  constructor(@Inject('TICKETS') private readonly tickets: ClientProxy) {}
  @Post() place() { return this.tickets.send('${pattern}', {}); }
}
@Module({
  imports: [ClientsModule.registerAsync([{ name: 'TICKETS', useFactory: () => ({ transport: Transport.RMQ, options: { queue: 'tickets' } }) }])],
  controllers: [Orders],
})
class AppModule {}
NestFactory.create(AppModule).then((app) => app.listen(3000));`,
  });
  const two = { ...listener('billing', "'billing'", 'placed'), ...listener('tickets', "'tickets'", 'placed') };

  test('whoever else answers the same pattern, and also where nobody does', async () => {
    expect(calls(await recoverFiles({ ...two, ...asking('placed') }))).toEqual(['orders ? placed → tickets']);
    expect(calls(await recoverFiles({ ...two, ...asking('cancelled') }))).toEqual(['orders ? cancelled → tickets']);
  });

  test('but a queue that several take from, or whose name is not known, says nothing', async () => {
    const shared = { ...listener('billing', "'tickets'", 'paid'), ...listener('tickets', "'tickets'", 'placed') };
    expect(calls(await recoverFiles({ ...shared, ...asking('paid') }))).toEqual(['orders ? paid → billing']);
    const hidden = { ...listener('billing', 'process.env.QUEUE', 'paid'), ...asking('paid') };
    expect(calls(await recoverFiles(hidden))).toEqual(['orders ? paid → billing']);
  });
});

test('a folder of its build is the package', async () => {
  const model = await recoverFiles({
    'package.json': service('orders', 'express', 'got'),
    'src/app.ts': `import express from 'express';
import got from 'got/dist/source';
import { readBody } from 'got/dist/source/core/utils/body';
express().get('/orders', async (req, res) => res.json(await got.get('http://stock:3000/items').json())).listen(3000);
readBody('http://nobody:3000');`,
  });
  expect(calls(model)).toEqual(['orders GET http://stock:3000/items → (unresolved)']);
});

describe('an import of which only types are used', () => {
  const files = (use: string): Files => ({
    'package.json': { workspaces: ['apps/*', 'packages/*'] },
    'apps/orders/package.json': service('orders', 'express', '@shop/types'),
    'apps/orders/src/app.ts': `import express from 'express';
import { Money, zero } from '@shop/types';
express().get('/orders', (req, res) => res.json(zero as Money)).listen(3000);`,
    'packages/types/package.json': { name: '@shop/types', main: 'src/index.ts', dependencies: { '@shop/db': '*' } },
    'packages/types/src/index.ts': use,
    'packages/db/package.json': { name: '@shop/db', main: 'src/index.ts', dependencies: { mongoose: '*' } },
    'packages/db/src/index.ts': `import mongoose from 'mongoose';
export class Price { amount = 0; }
mongoose.connect('mongodb://db/shop');`,
  });
  const engines = async (use: string): Promise<string[]> =>
    (await recoverFiles(files(use))).datastoreUses.map(({ service: owner, datastore }) => `${owner} ${datastore}`);

  test('loads nothing', async () => {
    const use =
      "import { Price } from '@shop/db';\nexport type Money = Price;\nexport const zero: Price = { amount: 0 };";
    expect(await engines(use)).toEqual([]);
    const base = "import { Price } from '@shop/db';\nexport interface Money extends Price {}\nexport const zero = {};";
    expect(await engines(base)).toEqual([]);
  });

  test.each([
    ["import { Price } from '@shop/db';\nexport type Money = Price;\nexport const zero = new Price();"],
    ["import { Price } from '@shop/db';\nexport class Money extends Price {}\nexport const zero = {};"],
    ["import { Price } from '@shop/db';\nexport type Money = number;\nexport const zero = 0;\nexport { Price };"],
    ["import '@shop/db';\nexport type Money = number;\nexport const zero = 0;"],
  ])('unless it is used as more: %s', async (use) => {
    expect(await engines(use)).toEqual(['orders mongodb://db:27017/shop']);
  });
});

test('a factory is handed what is injected beside it', async () => {
  const model = await recoverFiles({
    'package.json': service('users', '@nestjs/core', '@nestjs/config', '@mikro-orm/nestjs', '@mikro-orm/postgresql'),
    'src/app.ts': `import { NestFactory } from '@nestjs/core';
import { Module } from '@nestjs/common';
import { ConfigType, registerAs } from '@nestjs/config';
import { MikroOrmModule } from '@mikro-orm/nestjs';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
const settings = { driver: PostgreSqlDriver, dbName: 'users', host: 'db', port: 5432 };
const database = registerAs('database', () => settings);
@Module({
  imports: [
    MikroOrmModule.forRootAsync({
      inject: [database.KEY],
      useFactory: (given: ConfigType<typeof database>) => ({ ...given, debug: true }),
    }),
  ],
})
class AppModule {}
NestFactory.create(AppModule).then((app) => app.listen(3000));`,
  });
  expect(model.datastores.map(({ id }) => id)).toEqual(['postgres://db:5432/users']);
});

describe('at a port of this machine', () => {
  const asked = async (method: string): Promise<string[]> =>
    calls(
      await recoverFiles({
        'faucet/package.json': service('faucet', 'express'),
        'faucet/src/app.js': `const app = require('express')();
app.get('/stats', (req, res) => res.json({}));
app.get('/*', (req, res) => res.sendFile('index.html'));
app.listen(8000);`,
        'orders/package.json': service('orders', 'express', 'axios'),
        'orders/src/app.js': `const axios = require('axios');
require('express')().get('/orders', async (req, res) => res.json(await axios.${method}('http://localhost:8000/graphs/shop'))).listen(3000);`,
      }),
    );

  test('stands a service that answers every path to this method, and not to another one', async () => {
    expect(await asked('get')).toEqual(['orders GET http://localhost:8000/graphs/shop → faucet']);
    expect(await asked('post')).toEqual(['orders POST http://localhost:8000/graphs/shop → (unresolved)']);
  });
});

test('a port that compose asks for leaves the name in front of it known', async () => {
  const model = await recoverFiles({
    'docker-compose.yml': `services:
  stock: { build: ./stock }
  orders: { build: ./orders, environment: { STOCK_URL: 'http://stock:\${STOCK_PORT:?}' } }`,
    'stock/Dockerfile': 'FROM node\nCMD ["node", "src/app.js"]',
    'stock/package.json': service('goods', 'express'),
    'stock/src/app.js': "require('express')().get('/items', (req, res) => res.json([])).listen(process.env.PORT);",
    'orders/Dockerfile': 'FROM node\nCMD ["node", "src/app.js"]',
    'orders/package.json': service('orders', 'express', 'axios'),
    'orders/src/app.js': `const axios = require('axios');
require('express')().get('/orders', async (req, res) => res.json(await axios.get(process.env.STOCK_URL + '/items'))).listen(3000);`,
  });
  expect(model.calls.map(({ to, path }) => `${to ?? '?'} ${path ?? ''}`)).toEqual(['stock /items']);
});

test('a table of services may have more than a handful of rows, each with a default', async () => {
  const names = ['auth', 'users', 'goods', 'orders', 'bills', 'mails', 'marks', 'finds', 'ships'];
  const rows = names.map(
    (name) => `  { name: '${name}', url: process.env.${name.toUpperCase()}_URL || 'http://${name}:3000' },`,
  );
  const model = await recoverFiles({
    'package.json': service('edge', 'express', 'axios'),
    'src/app.js': `const axios = require('axios');
const known = new Map();
[
${rows.join('\n')}
].forEach((row) => known.set(row.name, row));
require('express')().get('/health/:name', async (req, res) => res.json(await axios.get(known.get(req.params.name).url + '/health'))).listen(3000);`,
  });
  expect(calls(model)).toEqual(names.map((name) => `edge GET http://${name}:3000/health → (unresolved)`).sort());
});

test('what a base of a package calls by its name is no method that nobody calls', async () => {
  const model = await recoverFiles({
    'package.json': service('jobs', '@nestjs/core', '@nestjs/bullmq', 'axios'),
    'src/app.ts': `import axios from 'axios';
import { NestFactory } from '@nestjs/core';
import { Module } from '@nestjs/common';
import { Processor, WorkerHost } from '@nestjs/bullmq';
@Processor('files')
export class Files extends WorkerHost {
  async process(job: any) { const data = job.data; return axios.get(data.url); }
}
@Module({ providers: [Files] })
class AppModule {}
NestFactory.create(AppModule).then((app) => app.listen(3000));`,
  });
  expect(model.calls.map(({ client, from }) => `${from} ${client}`)).toEqual(['jobs axios']);
  expect(endpoints(model)).toEqual([]);
});
