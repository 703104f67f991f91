import { describe, expect, it } from 'vitest';
import { endpoints, recoverFiles, service } from '../../support/recover-files.ts';

const names = (model: { services: readonly { name: string }[] }): string[] => model.services.map(({ name }) => name);

describe('a program whose name has no ending', () => {
  const files = (first: string, start = 'node ./bin/www') => ({
    'package.json': JSON.stringify({ name: 'orders', scripts: { start }, dependencies: { express: '4' } }),
    'app.js':
      "const app = require('express')();\napp.get('/orders', (req, res) => res.json([]));\nmodule.exports = app;",
    'bin/www': `${first}\nconst app = require('../app');\nrequire('http').createServer(app).listen(3000);`,
  });

  it('is JavaScript when node runs it, as the generator of Express writes it', async () => {
    const model = await recoverFiles(files('#!/usr/bin/env node'));
    expect(endpoints(model)).toEqual(['GET /orders']);
    expect(model.services[0]?.listens).toMatchObject([{ file: 'bin/www', line: 3 }]);
  });

  it.each([
    ['a shell runs it', files('#!/bin/sh')],
    ['nothing starts it', files('#!/usr/bin/env node', 'node tools.js')],
  ])('is not read when %s', async (_, given) => {
    expect((await recoverFiles(given)).services[0]?.listens ?? []).toEqual([]);
  });
});

describe('an application that fastify-cli starts', () => {
  const files = (start: string) => ({
    'package.json': JSON.stringify({
      name: 'settings',
      scripts: { start },
      dependencies: { fastify: '5', 'fastify-cli': '7' },
    }),
    'app.js':
      "import path from 'path';\nimport AutoLoad from '@fastify/autoload';\nexport default async function (fastify, opts) {\n  fastify.register(AutoLoad, { dir: path.join(__dirname, 'routes'), options: opts });\n}",
    'routes/root.js':
      "export default async function (fastify) {\n  fastify.get('/health', async () => ({ ok: true }));\n}",
    'routes/settings/index.js':
      "export default async function (fastify) {\n  fastify.put('/:userId', async () => ({}));\n}",
  });

  it.each([
    'fastify start -l info app.js',
    'fastify start -w -l info -P app.js',
    'FASTIFY_PORT=1 fastify start app.js',
  ])('listens, answers what it loads, and stops in order: %s', async (start) => {
    const model = await recoverFiles(files(start));
    expect(endpoints(model)).toEqual(['GET /health', 'PUT /settings/:userId']);
    expect(model.services[0]).toMatchObject({
      listens: [{ file: 'app.js' }],
      health: { state: 'present' },
      shutdown: { state: 'present' },
    });
  });

  it('is no server when nothing starts it', async () => {
    expect(endpoints(await recoverFiles(files('node tools.js')))).toEqual([]);
  });
});

describe('an application of Nest', () => {
  const files = (main: string) => ({
    'package.json': service('orders', '@nestjs/core', '@nestjs/microservices'),
    'src/main.ts': `import { NestFactory } from '@nestjs/core';\nimport { AppModule } from './app.module';\nasync function start() {\n${main}\n}\nstart();`,
    'src/app.module.ts': "import { Module } from '@nestjs/common';\n@Module({})\nexport class AppModule {}",
  });
  const micro = '  const app = await NestFactory.createMicroservice(AppModule, {});\n';
  const hybrid = '  const app = await NestFactory.create(AppModule);\n  app.connectMicroservice({});\n';

  it.each([
    ['listenAsync', `${micro}  await app.listenAsync();`, 5],
    ['startAllMicroservices alone', `${hybrid}  await app.startAllMicroservices();`, 6],
    ['startAllMicroservicesAsync', `${hybrid}  await app.startAllMicroservicesAsync();`, 6],
    [
      'listen, which counts before the transports',
      `${hybrid}  await app.startAllMicroservices();\n  await app.listen(3000);`,
      7,
    ],
  ])('listens by %s', async (_, main, line) => {
    const model = await recoverFiles(files(main));
    expect(model.services[0]?.listens.map((at) => at.line)).toEqual([line]);
  });
});

it('the handler of a function stands where middleware was handed it', async () => {
  const model = await recoverFiles({
    'package.json': JSON.stringify({ name: 'auctions', dependencies: { '@middy/core': '4' } }),
    'serverless.yml':
      'service: auctions\nprovider: { name: aws, runtime: nodejs20.x }\nfunctions:\n  bid:\n    handler: src/bid.handler\n    events:\n      - http: { method: post, path: /bids }\n',
    'src/bid.js':
      "import common from './common';\nimport validator from '@middy/validator';\n\nasync function bid(event) {\n  return {};\n}\n\nexport const handler = common(bid).use(validator({}));",
    'src/common.js': "import middy from '@middy/core';\nexport default (handler) => middy(handler);",
  });
  expect(model.endpoints.map(({ id, evidence }) => `${id} ${evidence[0]?.line}`)).toEqual(['auctions POST /bids 4']);
  expect(names(model)).toEqual(['auctions']);
});
