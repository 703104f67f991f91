import { expect, test } from 'vitest';
import type { Call } from '../../../src/model/system.ts';
import { calls, onlyCall, recoverFiles, service } from '../../support/recover-files.ts';

const proto = `
  syntax = "proto3";
  package shop.stock;
  service Stock {
    rpc Reserve (Item) returns (Item);
    rpc Watch (Item) returns (stream Item);
  }`;

const stock = {
  'protos/stock.proto': proto,
  'stock/package.json': service('stock', '@grpc/grpc-js', '@grpc/proto-loader'),
  'stock/src/app.js': `
    const path = require('path');
    const grpc = require('@grpc/grpc-js');
    const loader = require('@grpc/proto-loader');
    const load = (file) => grpc.loadPackageDefinition(loader.loadSync(path.join(__dirname, file)));
    const { Stock } = load('../../protos/stock.proto').shop.stock;
    class Handlers {
      reserve(call, callback) { callback(null, {}); }
      audit() {}
    }
    const server = new grpc.Server();
    server.addService(Stock.service, new Handlers());
    server.bindAsync('0.0.0.0:50051', grpc.ServerCredentials.createInsecure(), () => server.start());`,
  'compose.yml': 'services:\n  stock: { build: ./stock }\n  orders: { build: ./orders }\n',
  'stock/Dockerfile': 'FROM node:20\nCOPY . .\nCMD node src/app.js\n',
  'orders/Dockerfile': 'FROM node:20\nCOPY . .\nCMD node src/app.js\n',
};

const orders = (source: string): Record<string, string | object> => ({
  ...stock,
  'orders/package.json': service('orders', '@grpc/grpc-js', 'express'),
  'orders/src/app.js': `const app = require('express')();\n${source}\napp.listen(3000);`,
});

const client = `
  const grpc = require('@grpc/grpc-js');
  const { shop } = grpc.loadPackageDefinition(require('@grpc/proto-loader').loadSync('stock.proto'));
  const client = new shop.stock.Stock(process.env.STOCK || 'stock:50051', grpc.credentials.createInsecure());`;

const line = (call: Call): string =>
  `${call.method} ${call.target} → ${call.to} ${call.toEndpoint}: ${call.policy.timeout.state} ${call.policy.timeout.ms}`;

test('a server answers the procedures that it implements', async () => {
  const model = await recoverFiles(stock);
  expect(model.endpoints).toMatchObject([
    {
      service: 'stock',
      protocol: 'grpc',
      method: 'Reserve',
      path: 'shop.stock.Stock/Reserve',
      evidence: [{ line: 12 }],
    },
  ]);
});

test('a client of a loaded definition, with and without a deadline', async () => {
  const model = await recoverFiles(
    orders(`${client}
      app.post('/orders', (req, res) => client.reserve(req.body, (err, item) => res.json(item)));
      app.put('/orders', (req, res) =>
        client.reserve(req.body, { deadline: Date.now() + 500 }, (err, item) => res.json(item)));
      client.close();`),
  );
  expect(model.calls.map(line)).toEqual([
    'Reserve stock:50051/shop.stock.Stock/Reserve → stock stock grpc shop.stock.Stock/Reserve: absent null',
    'Reserve stock:50051/shop.stock.Stock/Reserve → stock stock grpc shop.stock.Stock/Reserve: set 500',
  ]);
  expect(model.calls[0]).toMatchObject({
    fromEndpoints: ['orders POST /orders'],
    path: 'shop.stock.Stock/Reserve',
    address: { host: 'stock:50051', origin: 'default' },
  });
});

test('a promisified method is the same call', async () => {
  const model = await recoverFiles(
    orders(`${client}
      const { promisify } = require('util');
      const reserve = promisify(client.reserve).bind(client);
      app.post('/orders', async (req, res) => res.json(await reserve(req.body)));`),
  );
  const call = onlyCall(model);
  expect(call).toMatchObject({ to: 'stock', method: 'Reserve', address: { host: 'stock:50051' } });
  expect(call.evidence[0]?.line).toBe(8);
});

test('generated clients, typed and injected', async () => {
  const model = await recoverFiles({
    ...stock,
    'orders/package.json': service('orders', '@grpc/grpc-js', 'express'),
    'orders/src/gen/stock.ts': `
      import { makeGenericClientConstructor, type Client } from '@grpc/grpc-js';
      export const StockService = {
        reserve: { path: '/shop.stock.Stock/Reserve', requestStream: false },
      } as const;
      export interface StockClient extends Client { reserve(item: unknown, callback: () => void): void }
      export const StockClient = makeGenericClientConstructor(StockService, 'shop.stock.Stock') as unknown as {
        new (address: string): StockClient;
      };`,
    'orders/src/app.ts': `
      import express from 'express';
      import { credentials } from '@grpc/grpc-js';
      import { StockClient } from './gen/stock';
      class Orders {
        constructor(private readonly stock: StockClient) {}
        place = (item: string) => new Promise((resolve) => this.stock.reserve({ item }, resolve));
      }
      const orders = new Orders(new StockClient('dns:///stock:50051', credentials.createInsecure(), { interceptors: [late] }));
      express().listen(3000, () => orders.place('shoe'));`,
  });
  expect(model.calls.map(line)).toEqual([
    'Reserve stock:50051/shop.stock.Stock/Reserve → stock stock grpc shop.stock.Stock/Reserve: unknown null',
  ]);
});

test('a service in another language is found by its address', async () => {
  const model = await recoverFiles({
    ...orders(`${client}
      app.get('/stock', (req, res) => client.watch({}).on('data', (item) => res.write(item)));`),
    'stock/package.json': 'none',
    'stock/src/app.js': '',
    'stock/Dockerfile': 'FROM golang:1.22\nCOPY . .\nCMD ["/stock"]\n',
  });
  expect(calls(model)).toEqual(['orders Watch stock:50051/shop.stock.Stock/Watch → stock']);
});
