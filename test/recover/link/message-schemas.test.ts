import { describe, expect, test } from 'vitest';
import { recoverFiles, service, type Files } from '../../support/recover-files.ts';

/** What is known of the messages of a system: `> type OrderPlaced src/events.ts:1`, `< -` where nothing tells. */
async function schemas(files: Files): Promise<string[]> {
  const { publications, subscriptions } = await recoverFiles(files);
  const said =
    (mark: string) =>
    ({ schema }: (typeof publications)[number] | (typeof subscriptions)[number]): string => {
      if (!schema) return `${mark} -`;
      const [at] = schema.evidence;
      const name = schema.name ?? `{${(schema.members ?? []).join()}}`;
      const from = schema.from === undefined ? '' : ` of ${schema.from}`;
      return `${mark} ${schema.by} ${name}${from} ${at?.file ?? ''}:${String(at?.line ?? 0)}`;
    };
  return [...publications.map(said('>')), ...subscriptions.map(said('<'))];
}

const orders = (code: string, more: Files = {}): Files => ({
  'package.json': service('orders', 'express', 'amqplib', 'zod', 'joi', 'ajv', 'bull', '@shop/events'),
  'src/events.ts': 'export interface OrderPlaced { id: string }\nexport class OrderPaid { id = ""; }\n',
  'src/app.ts': `import amqp from 'amqplib';
import type { OrderPlaced } from './events.js';
import { OrderPaid } from './events.js';
const channel = await (await amqp.connect('amqp://mq')).createChannel();
${code}
import express from 'express';
express().listen(3000);
`,
  ...more,
});

describe('what is sent', () => {
  test.each([
    [
      'has the type of a variable',
      `const order: OrderPlaced = load();\nchannel.sendToQueue('q', Buffer.from(JSON.stringify(order)));`,
      '> type OrderPlaced src/events.ts:1',
    ],
    [
      'has the type of a parameter',
      `function send(order: OrderPlaced) {\n  channel.sendToQueue('q', Buffer.from(JSON.stringify(order)));\n}\nsend(load());`,
      '> type OrderPlaced src/events.ts:1',
    ],
    [
      'is an object of a class',
      `channel.sendToQueue('q', Buffer.from(JSON.stringify(new OrderPaid())));`,
      '> type OrderPaid src/events.ts:2',
    ],
    [
      'is written there',
      `channel.sendToQueue('q', Buffer.from(JSON.stringify({ id: '1', total: 3 })));`,
      '> literal {id,total} src/app.ts:5',
    ],
    [
      'is not known when it spreads what is not known',
      `channel.sendToQueue('q', Buffer.from(JSON.stringify({ id: '1', ...load() })));`,
      '> -',
    ],
    [
      'is not known without a type',
      `const order = load();\nchannel.sendToQueue('q', Buffer.from(JSON.stringify(order)));`,
      '> -',
    ],
    ['is not known of bytes', `channel.publish('shop', 'placed', load(), { persistent: true });`, '> -'],
  ])('%s', async (_, code, expected) => {
    expect(await schemas(orders(`declare function load(): any;\n${code}`))).toEqual([
      expected.replace('src/app.ts:5', 'src/app.ts:6'),
    ]);
  });

  test('has the type that a package gives, by its name, where it is used', async () => {
    const code = `import type { Shipped } from '@shop/events';\nconst parcel: Shipped = load();\nchannel.sendToQueue('q', Buffer.from(JSON.stringify(parcel)));\n`;
    expect(await schemas(orders(code))).toEqual(['> type Shipped of @shop/events src/app.ts:7']);
  });

  test('has the type for which its publisher extends another class', async () => {
    const publisher = `import amqp from 'amqplib';
export abstract class Publisher<T> {
  abstract readonly queue: string;
  async publish(data: T) {
    const channel = await (await amqp.connect('amqp://mq')).createChannel();
    channel.sendToQueue(this.queue, Buffer.from(JSON.stringify(data)));
  }
}
`;
    const code = `import { Publisher } from './publisher.js';
class PlacedPublisher extends Publisher<OrderPlaced> { readonly queue = 'placed'; }
await new PlacedPublisher().publish(load());
`;
    expect(await schemas(orders(code, { 'src/publisher.ts': publisher }))).toEqual([
      '> type OrderPlaced src/events.ts:1',
    ]);
  });

  test('of a job is its data, not its options', async () => {
    const code = `import Queue from 'bull';\nconst queue = new Queue('mails');\nqueue.add({ id: '1' }, { delay: 500 });\nqueue.add('mail', { to: 'a' }, { delay: 500 });\n`;
    expect(await schemas(orders(code))).toEqual(['> -', '> literal {to} src/app.ts:8']);
  });
});

describe('what is expected', () => {
  test.each([
    [
      'zod',
      `import { z } from 'zod';\nconst Order = z.object({ id: z.string() });\nchannel.consume('q', (message) => { const order = Order.parse(JSON.parse(String(message?.content))); save(order); });`,
      '< validator Order src/app.ts:6',
    ],
    [
      'Joi',
      `import Joi from 'joi';\nconst order = Joi.object({ id: Joi.string() });\nchannel.consume('q', async (message) => { await order.validateAsync(JSON.parse(String(message?.content))); });`,
      '< validator order src/app.ts:6',
    ],
    [
      'Ajv',
      `import Ajv from 'ajv';\nconst check = new Ajv().compile({ type: 'object' });\nchannel.consume('q', (message) => { if (check(JSON.parse(String(message?.content)))) save(message); });`,
      '< validator {} src/app.ts:6',
    ],
    [
      'a type of the broker says nothing',
      `import type { ConsumeMessage } from 'amqplib';\nchannel.consume('q', (message: ConsumeMessage | null) => { save(message); });`,
      '< -',
    ],
  ])('%s', async (_, code, expected) => {
    expect(await schemas(orders(`${code}\ndeclare function save(one: unknown): void;\n`))).toEqual([expected]);
  });

  test('Nest gives the payload, and not the context, to the handler', async () => {
    const files: Files = {
      'package.json': service('orders', '@nestjs/core', '@nestjs/common', '@nestjs/microservices'),
      'src/placed.ts': '\nexport class Placed {\n  id!: string;\n}\n',
      'src/main.ts': `import { NestFactory } from '@nestjs/core';
import { Controller, Module } from '@nestjs/common';
import { Ctx, EventPattern, Payload, RmqContext, Transport } from '@nestjs/microservices';
import { Placed } from './placed';
@Controller()
class Orders {
  @EventPattern('order.placed') placed(@Ctx() context: RmqContext, @Payload() order: Placed) {}
  @EventPattern('order.paid') paid(data: any) {}
}
@Module({ controllers: [Orders] })
class AppModule {}
NestFactory.createMicroservice(AppModule, { transport: Transport.RMQ }).then((app) => app.listen());
`,
    };
    expect(await schemas(files)).toEqual(['< type Placed src/placed.ts:2', '< -']);
  });
});

describe('an AsyncAPI document', () => {
  const sending = (document: string): Files =>
    orders(`declare const body: Buffer;\nchannel.sendToQueue('orders.placed', body);`, {
      'docs/asyncapi.yaml': document,
    });

  test('of version 3 tells of a channel by its address', async () => {
    const document = `asyncapi: 3.0.0
channels:
  placed:
    address: orders.placed
    messages:
      orderPlaced: { $ref: '#/components/messages/OrderPlaced' }
components:
  messages:
    OrderPlaced: { payload: { type: object } }
`;
    expect(await schemas(sending(document))).toEqual(['> asyncapi orderPlaced docs/asyncapi.yaml:3']);
  });

  test('of version 2 by its name; a message without a payload tells nothing', async () => {
    const document = (message: string): string =>
      `asyncapi: '2.6.0'\nchannels:\n  orders.placed:\n    publish:\n      message: ${message}\n`;
    expect(await schemas(sending(document('{ name: Placed, payload: { type: object } }')))).toEqual([
      '> asyncapi Placed docs/asyncapi.yaml:3',
    ]);
    expect(await schemas(sending(document('{ name: Placed }')))).toEqual(['> -']);
  });
});
