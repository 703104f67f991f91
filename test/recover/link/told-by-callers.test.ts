import { describe, expect, test } from 'vitest';
import { onlyCall, recoverFiles, service, type Files } from '../../support/recover-files.ts';
import { saidBy } from '../../support/said-by.ts';

const connection: Files = {
  'src/connection.js': `import amqp from 'amqplib';
export async function connect() {
  const connection = await amqp.connect('amqp://mq');
  const channel = await connection.createChannel();
  return channel;
}
`,
};

describe('a channel that a function is given, or opens when it is given none', () => {
  test('the exchange and key that callers name are published there, by the callers', async () => {
    const model = await recoverFiles({
      'package.json': service('orders', 'express', 'amqplib'),
      ...connection,
      'src/producer.js': `import { connect } from './connection.js';
export class Producer {
  async publish(channel, exchange, key, text) {
    if (!channel) channel = await connect();
    await channel.assertExchange(exchange, 'direct');
    channel.publish(exchange, key, Buffer.from(text));
  }
}
`,
      'src/app.js': `import express from 'express';
import { connect } from './connection.js';
import { Producer } from './producer.js';
const app = express();
const producer = new Producer();
app.post('/orders', async (req, res) => {
  const channel = await connect();
  await producer.publish(channel, 'shop', 'order.created', '{}');
  await producer.publish(channel, 'mail', 'receipt', '{}');
});
app.listen(3000);
`,
    });
    expect(
      model.publications.map(({ channel, evidence }) => `${channel} ${evidence[0]?.file}:${evidence[0]?.line}`).sort(),
    ).toEqual(['rabbitmq:mail/receipt src/app.js:9', 'rabbitmq:shop/order.created src/app.js:8']);
  });

  test('each caller of a function that consumes is one subscription, and none is left without a name', async () => {
    const said = await saidBy(
      `import { connect } from './connection.js';
       async function listen(channel, exchange, key, queue, handler) {
         if (!channel) {
           channel = await connect();
         }
         const q = await channel.assertQueue(queue);
         await channel.bindQueue(q.queue, exchange, key);
         channel.consume(q.queue, handler);
       }
       const channel = await connect();
       await listen(channel, 'shop', 'order.paid', 'paid-orders', () => {});
       await listen(channel, 'mail', 'receipt', 'receipts', () => {});`,
      connection,
    );
    expect(said).toEqual(['< rabbitmq:mail/receipt', '< rabbitmq:shop/order.paid']);
  });

  test('a helper that binds the queues it is told tells what each of them receives', async () => {
    const said = await saidBy(
      `import { connect } from './connection.js';
       const PAID = { exchange: 'shop', key: 'order.paid', queue: 'paid-orders' };
       const SENT = { exchange: 'shop', key: 'order.sent', queue: 'sent-orders' };
       async function bind(channel, { exchange, key, queue }) {
         const q = await channel.assertQueue(queue);
         await channel.bindQueue(q.queue, exchange, key);
       }
       const channel = await connect();
       await bind(channel, PAID);
       await bind(channel, SENT);
       channel.consume(PAID.queue, () => {});
       channel.consume(SENT.queue, () => {});
       channel.consume('returns', () => {});`,
      connection,
    );
    expect(said).toEqual(['< rabbitmq:returns', '< rabbitmq:shop/order.paid', '< rabbitmq:shop/order.sent']);
  });

  test('a queue is bound where its name is known, also when the channel that consumes it is only given', async () => {
    const model = await recoverFiles({
      'package.json': service('billing', 'amqplib'),
      'src/bus.ts': `import { connect, type ConfirmChannel } from 'amqplib';
export class Bus {
  private channel: ConfirmChannel | undefined;
  constructor(private readonly service: string) {}
  async open() {
    const connection = await connect('amqp://mq');
    const channel = await connection.createConfirmChannel();
    this.channel = channel;
    await this.consume(channel);
  }
  async subscribe(type: string) {
    if (!this.channel) return;
    await this.consume(this.channel);
    await this.channel.bindQueue(this.service, 'events', type);
  }
  private async consume(channel: ConfirmChannel) {
    await channel.assertQueue(this.service, { durable: true });
    await channel.consume(this.service, () => {});
  }
}
`,
      'src/main.ts': `import { Bus } from './bus.js';
const bus = new Bus('billing');
await bus.open();
await bus.subscribe('order.paid');
`,
    });
    expect(model.subscriptions.map(({ channel }) => channel)).toEqual(['rabbitmq:events/order.paid']);
  });
});

const servers: Files = {
  'payment/package.json': service('payment', 'express'),
  'payment/src/app.js': `require('express')().listen(process.env.PORT || 3001);`,
  'stock/package.json': service('stock', 'express'),
  'stock/src/app.js': `require('express')().listen(process.env.PORT || 3001);`,
};

async function reached(code: string): Promise<string | null> {
  const model = await recoverFiles({
    ...servers,
    'orders/package.json': service('orders', 'express', 'axios'),
    'orders/src/app.ts': `import axios from 'axios';\nimport express from 'express';\nexpress().listen(3000);\n${code}`,
  });
  return onlyCall(model).to;
}

describe('a variable that falls back to this machine', () => {
  test('names the service where its port says nothing', async () => {
    expect(await reached("axios.get((process.env.STOCK_URL || 'http://localhost:3001') + '/items');")).toBe('stock');
    expect(await reached("axios.get((process.env.STOCK_URL ?? 'http://localhost:3000') + '/items');")).toBe('stock');
  });

  test('names nobody when it is not called like a service, or when two share the default', async () => {
    expect(await reached("axios.get((process.env.BASE_URL || 'http://localhost:3001') + '/items');")).toBeNull();
    expect(
      await reached(
        "const url = pick ? process.env.STOCK_URL || 'http://localhost:3009' : process.env.PAYMENT_URL || 'http://localhost:3009';\naxios.get(url + '/items');",
      ),
    ).toBeNull();
  });
});

test('a connection of which only the driver is known is the one database that the service has', async () => {
  const model = await recoverFiles({
    'package.json': service('orders', '@nestjs/core', '@nestjs/common', '@nestjs/typeorm', 'typeorm', 'mysql2'),
    'src/main.ts': `import { NestFactory } from '@nestjs/core';
import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      useFactory: () => ({ type: 'mysql', host: 'db', database: 'orders' }),
      dataSourceFactory: async (options) => new DataSource(options).initialize(),
    }),
  ],
})
class AppModule {}
NestFactory.create(AppModule).then((app) => app.listen(3000));
`,
  });
  expect(model.datastores.map((one) => one.id)).toEqual(['mysql://db:3306/orders']);
});

test('a decorator that applies GrpcMethod to every method makes procedures of them', async () => {
  const model = await recoverFiles({
    'proto/stock.proto': `syntax = "proto3";
package shop;
service Stock {
  rpc FindItem (Id) returns (Item);
  rpc Reserve (Id) returns (Item);
}
message Id { int32 id = 1; }
message Item { int32 id = 1; }
`,
    'package.json': service('stock', '@nestjs/core', '@nestjs/common', '@nestjs/microservices'),
    'src/procedures.ts': `import { GrpcMethod } from '@nestjs/microservices';
export const STOCK = 'Stock';
export function Procedures() {
  return function (constructor: Function) {
    for (const method of ['findItem', 'reserve']) {
      const descriptor: any = Reflect.getOwnPropertyDescriptor(constructor.prototype, method);
      GrpcMethod(STOCK, method)(constructor.prototype[method], method, descriptor);
    }
  };
}
`,
    'src/main.ts': `import { NestFactory } from '@nestjs/core';
import { Controller, Module } from '@nestjs/common';
import { Procedures } from './procedures';
@Controller()
@Procedures()
class StockController {
  findItem(data: any) {}
  reserve(data: any) {}
  helper() {}
}
@Module({ controllers: [StockController] })
class AppModule {}
NestFactory.createMicroservice(AppModule, {}).then((app) => app.listen());
`,
  });
  expect(model.endpoints.map(({ protocol, path }) => `${protocol} ${path}`).sort()).toEqual([
    'grpc shop.Stock/FindItem',
    'grpc shop.Stock/Reserve',
  ]);
});
