import { expect, test } from 'vitest';
import { calls, endpoints, recoverFiles, service } from '../../support/recover-files.ts';

test('a file beside the code that is fetched is no call; a path that climbs from a known address is one', async () => {
  const model = await recoverFiles({
    'package.json': service('pages', 'hono'),
    'src/app.js': `import { Hono } from 'hono';
import { serve } from '@hono/node-server';
const font = fetch(new URL('../public/inter.ttf', import.meta.url)).then((res) => res.arrayBuffer());
const rates = fetch(new URL('../v2/rates', process.env.RATES_URL));
const app = new Hono();
app.get('/image', async (c) => c.body(await font));
serve(app);`,
  });
  expect(calls(model)).toEqual(['pages GET {env.RATES_URL}/../v2/rates → (unresolved)']);
});

const SHOP = {
  'orders/package.json': service('orders', 'express', '@shop/db'),
  'orders/Dockerfile': 'FROM node:20\nCOPY . .\nCMD ["node", "src/app.js"]\n',
  'orders/src/app.js': `const express = require('express');
const { db } = require('@shop/db');
const app = express();
app.get('/orders', async (req, res) => res.json(await db.query('select 1')));
app.listen(3000);`,
  'db/package.json': { name: '@shop/db', main: 'src/index.js' },
  'db/Dockerfile': 'FROM node:20\nCOPY . .\nCMD ["node", "src/prepare.js"]\n',
  'db/src/index.js': `const { Pool } = require('pg');\nexports.db = new Pool({ connectionString: process.env.DATABASE_URL });`,
  'db/src/prepare.js': `require('./index').db.query('create table if not exists orders (id text)');`,
};

const compose = (condition: string): string => `services:
  migrate: { build: ./db }
  orders:
    build: ./orders
    depends_on: { migrate: { condition: ${condition} } }
`;

test('a container that others wait for until it has ended makes no service of a shared package', async () => {
  const services = async (condition: string): Promise<string[]> =>
    (await recoverFiles({ ...SHOP, 'compose.yaml': compose(condition) })).services.map(({ path }) => path);
  expect(await services('service_completed_successfully')).toEqual(['orders']);
  expect(await services('service_started')).toEqual(['db', 'orders']);
});

test('a script that makes an environment file starts no front end', async () => {
  const web = { name: '@shop/api', dependencies: { next: '16', react: '19' } };
  const files = { 'package.json': '{ "name": "shop", "workspaces": ["*"] }', 'api/env.js': '', 'api/index.js': '' };
  const services = async (script: string): Promise<number> =>
    (await recoverFiles({ ...files, 'api/package.json': { ...web, scripts: { [script]: 'node env.js' } } })).services
      .length;
  expect([await services('env'), await services('start')]).toEqual([0, 1]);
});

test('an application that a function of a library starts, in a workspace of one package', async () => {
  const project = (targets: object): object => ({ sourceRoot: 'apps/orders/src', projectType: 'application', targets });
  const files = {
    'package.json': { name: 'shop', dependencies: { '@nestjs/core': '11' } },
    'nx.json': '{}',
    'tsconfig.base.json': { compilerOptions: { paths: { '@shop/bootstrap': ['libs/bootstrap/src/index.ts'] } } },
    'libs/bootstrap/project.json': { projectType: 'library', sourceRoot: 'libs/bootstrap/src' },
    'libs/bootstrap/src/index.ts': `import { NestFactory } from '@nestjs/core';
export async function bootstrap(module: unknown) {
  const app = await NestFactory.create(module);
  app.setGlobalPrefix('api');
  await app.listen(3000);
}`,
    'apps/orders/src/main.ts': `import { bootstrap } from '@shop/bootstrap';
import { AppModule } from './app.module';
bootstrap(AppModule);`,
    'apps/orders/src/app.module.ts': `import { Controller, Get, Module } from '@nestjs/common';
@Controller('orders') class Orders { @Get() list() { return []; } }
@Module({ controllers: [Orders] }) export class AppModule {}`,
    'apps/orders/project.json': project({ serve: { executor: '@nx/js:node' } }),
  };
  const model = await recoverFiles(files);
  expect(model.services.map(({ path, kind }) => [path, kind])).toEqual([['apps/orders', 'service']]);
  expect(endpoints(model)).toEqual(['GET /api/orders']);
  const { 'libs/bootstrap/src/index.ts': _lib, ...rest } = files;
  expect((await recoverFiles({ ...rest, 'apps/orders/project.json': project({}) })).services).toEqual([]);
});

test('a package that has the name of one of its dependencies does not mean itself by it', async () => {
  const model = await recoverFiles({
    'package.json': {
      name: 'express',
      main: 'index.js',
      scripts: { start: 'node index.js' },
      dependencies: { express: '5' },
    },
    'index.js': `const express = require('express');
const app = express();
app.get('/orders', (req, res) => res.json([]));
app.listen(3000);`,
  });
  expect(endpoints(model)).toEqual(['GET /orders']);
});

test('an address with one slash too few', async () => {
  const model = await recoverFiles({
    'orders/package.json': service('orders', 'express'),
    'orders/src/app.js': `const app = require('express')();
app.get('/orders', async (req, res) => res.json(await fetch('http:/stock:4000/items')));
app.listen(3000);`,
    'stock/package.json': service('stock', 'express'),
    'stock/src/app.js': `const app = require('express')();
app.get('/items', (req, res) => res.json([]));
app.listen(4000);`,
  });
  expect(calls(model)).toEqual(['orders GET http:/stock:4000/items → stock']);
});

const orders = (find: string): object => ({
  'package.json': service('orders', 'express', 'pg', 'amqplib'),
  'src/app.js': `const express = require('express');
const { Pool } = require('pg');
const amqp = require('amqplib');
const db = new Pool();
const app = express();
let channel;
async function find(id) {
  const { rows } = await db.query('select * from orders where id = $1', [id]);
  ${find}
  return rows[0];
}
app.post('/orders/:id/views', async (req, res) => {
  await find(req.params.id);
  await db.query('update orders set views = views + 1 where id = $1', [req.params.id]);
  res.end();
});
amqp.connect('amqp://broker').then(async (connection) => { channel = await connection.createChannel(); app.listen(3000); });`,
});

test('what is told before a branch throws is told instead of the write, not beside it', async () => {
  const told = `channel.publish('shop', 'orders.missing', Buffer.from(id));`;
  const writes = async (code: string): Promise<number> => {
    const model = await recoverFiles(orders(code) as Record<string, string>);
    expect(model.publications).toHaveLength(1);
    return model.dualWrites.length;
  };
  expect(await writes(`if (rows.length === 0) { ${told} throw new Error('no such order'); }`)).toBe(0);
  expect(await writes(`if (rows.length === 0) { ${told} }`)).toBe(1);
});

test('Nest: a path in a list may be empty', async () => {
  const model = await recoverFiles({
    'package.json': { ...service('uploads', '@nestjs/core'), scripts: { start: 'nest start' } },
    'src/main.ts': `import { NestFactory } from '@nestjs/core';
import { AppModule } from './app.module';
NestFactory.create(AppModule).then((app) => app.listen(3000));`,
    'src/app.module.ts': `import { All, Controller, Module } from '@nestjs/common';
@Controller('uploads') class Uploads { @All(['', '*']) any() {} }
@Module({ controllers: [Uploads] }) export class AppModule {}`,
  });
  expect(endpoints(model)).toEqual(['ALL /uploads', 'ALL /uploads/*']);
});

test('Pulsar: a producer that a class keeps', async () => {
  const model = await recoverFiles({
    'package.json': service('jobs', 'pulsar-client', 'express'),
    'src/app.ts': `import express from 'express';
import { Client, Producer } from 'pulsar-client';
class Jobs {
  private producer!: Producer;
  async send(data: string) { await this.producer.send({ data: Buffer.from(data) }); }
}
const jobs = new Jobs();
const app = express();
app.post('/jobs', async (req, res) => { await jobs.send(req.body); res.end(); });
app.listen(3000);`,
  });
  expect(model.publications.map(({ channel, evidence }) => [channel, evidence[0]?.line])).toEqual([
    ['pulsar:jobs:{…}', 5],
  ]);
});
