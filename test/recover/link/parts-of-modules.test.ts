import { describe, expect, test } from 'vitest';
import { calls, endpoints, recoverFiles, service } from '../../support/recover-files.ts';
import { saidBy } from '../../support/said-by.ts';

describe('lists that a module makes longer', () => {
  test('routes that are pushed, one by one or from other lists, are registered with the others', async () => {
    const model = await recoverFiles({
      'package.json': service('orders', '@hapi/hapi'),
      'src/refunds.js': `export default [{ method: ['POST'], path: '/refunds', handler: () => 'ok' }];\n`,
      'src/app.js': `import Hapi from '@hapi/hapi';
import refunds from './refunds.js';
const routes = [{ method: 'GET', path: '/orders', handler: () => [] }];
if (process.env.REFUNDS === 'true') {
  routes.push(...refunds);
}
routes.push({ method: 'DELETE', path: '/orders/{id}', handler: () => 'gone' });
const server = Hapi.server({ port: 3000 });
server.route(routes);
await server.start();
`,
    });
    expect(endpoints(model).sort()).toEqual(['DELETE /orders/:id', 'GET /orders', 'POST /refunds']);
  });

  test('what a function pushes is not in the list for all', async () => {
    const said = await saidBy(
      `import axios from 'axios';
       const parts = ['http://stock'];
       function add(part) { parts.push(part); }
       add('never');
       axios.get(parts[0] + '/items');`,
      {},
      'calls',
    );
    expect(said).toEqual(['GET http://stock/items']);
  });
});

test("decorators from a part of Nest's package are those of the whole", async () => {
  const model = await recoverFiles({
    'package.json': service('orders', '@nestjs/core', '@nestjs/common'),
    'src/app.ts': `import { Controller, Module } from '@nestjs/common';
import { Delete, Get } from '@nestjs/common/decorators';
import { NestFactory } from '@nestjs/core';
@Controller('orders')
class OrdersController {
  @Get(':id') one() {}
  @Delete(':id') remove() {}
}
@Module({ controllers: [OrdersController] })
class AppModule {}
NestFactory.create(AppModule).then((app) => app.listen(3000));
`,
  });
  expect(endpoints(model).sort()).toEqual(['DELETE /orders/:id', 'GET /orders/:id']);
});

test('a barrel as TypeScript emits it passes on what its modules export', async () => {
  const model = await recoverFiles({
    'package.json': service('orders', 'express', 'axios'),
    'src/clients/index.js': `"use strict";
var __exportStar = (this && this.__exportStar) || function (m, exports) {
  for (var p in m) exports[p] = m[p];
};
Object.defineProperty(exports, "__esModule", { value: true });
__exportStar(require("./stock"), exports);
`,
    'src/clients/stock.js': `"use strict";
const axios = require('axios');
exports.stock = axios.create({ baseURL: 'http://stock' });
`,
    'src/app.js': `const express = require('express');
const { stock } = require('./clients');
const app = express();
app.get('/orders', async (req, res) => res.json(await stock.get('/items')));
app.listen(3000);
`,
  });
  expect(calls(model)).toEqual(['orders GET http://stock/items → (unresolved)']);
});

test('a shared client that only a route of the service leads to makes its call', async () => {
  const model = await recoverFiles({
    'package.json': { name: 'shop', private: true, workspaces: ['packages/*'] },
    'packages/clients/package.json': {
      name: '@shop/clients',
      type: 'module',
      main: 'src/index.js',
      dependencies: { axios: '*' },
    },
    'packages/clients/src/index.js': `import axios from 'axios';
export const findAgreement = (id) => axios.get(\`\${process.env.PAY_URL}/\${id}\`);
export const cancelAgreement = (id) => axios.post(\`\${process.env.PAY_URL}/\${id}/cancel\`);
`,
    'packages/orders/package.json': { ...service('orders', '@hapi/hapi', '@shop/clients'), type: 'module' },
    'packages/orders/src/app.js': `import Hapi from '@hapi/hapi';
import { findAgreement } from '@shop/clients';
const server = Hapi.server({ port: 3000 });
server.route([{ method: 'GET', path: '/agreements/{id}', handler: async (request) => findAgreement(request.params.id) }]);
await server.start();
`,
  });
  expect(calls(model)).toEqual(['orders GET {env.PAY_URL}/{id} → (unresolved)']);
});

describe("Prisma's clients", () => {
  const schema = `generator client {
  provider = "prisma-client"
  output   = "../src/generated/prisma"
}
datasource db {
  provider = "postgresql"
}
model Order {
  id String @id
  @@map("orders")
}
`;

  test('one that is generated into the repository works with the store of its schema; a driver says which', async () => {
    const said = await saidBy(
      `import { PrismaPg } from '@prisma/adapter-pg';
       import { PrismaClient } from './generated/prisma/client.js';
       const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: 'postgres://db:5432/orders' }) });
       await prisma.order.create({ data: {} });`,
      {
        'prisma/schema.prisma': schema,
        'src/generated/prisma/client.js': `import * as runtime from './runtime.js';\nexport const PrismaClient = runtime.getPrismaClient({});\n`,
        'src/generated/prisma/runtime.js': `export function getPrismaClient() { return class {}; }\n`,
      },
    );
    expect(said).toEqual(['postgres://db:5432/orders', 'postgres://db:5432/orders write orders']);
  });
});
