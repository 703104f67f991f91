import { describe, expect, test } from 'vitest';
import { plural } from '../../../src/recover/libraries/entities.ts';
import { onlyCall, recoverFiles, service, type Files } from '../../support/recover-files.ts';

test('queues that one helper binds have each the exchange and key of its own caller', async () => {
  const model = await recoverFiles({
    'package.json': service('people', 'amqplib'),
    'src/config.ts': `export const BUYERS = { exchange: 'buyers', key: 'created', queue: 'buyers-queue' };
export const SELLERS = { exchange: 'sellers', key: 'changed', queue: 'sellers-queue' };
`,
    'src/consumer.ts': `import amqp, { type Channel } from 'amqplib';
import { BUYERS, SELLERS } from './config.js';
export class Consumer {
  async buyers(channel: Channel) {
    channel = await this.ensure(channel);
    await this.bind(channel, BUYERS);
    channel.consume(BUYERS.queue, () => {});
  }
  async sellers(channel: Channel) {
    channel = await this.ensure(channel);
    await this.bind(channel, SELLERS);
    channel.consume(SELLERS.queue, () => {});
  }
  private async ensure(channel: Channel | null): Promise<Channel> {
    return channel ?? (await (await amqp.connect('amqp://mq')).createChannel());
  }
  private async bind(channel: Channel, config: { exchange: string; key: string; queue: string }) {
    const made = await channel.assertQueue(config.queue, { durable: true });
    await channel.bindQueue(made.queue, config.exchange, config.key);
  }
}
`,
    'src/main.ts': `import amqp from 'amqplib';
import { Consumer } from './consumer.js';
const channel = await (await amqp.connect('amqp://mq')).createChannel();
const consumer = new Consumer();
await consumer.buyers(channel);
await consumer.sellers(channel);
`,
  });
  expect(model.subscriptions.map(({ channel, evidence: [at] }) => `${channel} ${String(at?.line)}`)).toEqual([
    'rabbitmq:buyers/created 7',
    'rabbitmq:sellers/changed 12',
  ]);
});

const nest = ['@nestjs/core', '@nestjs/common', '@nestjs/microservices'];

function answering(name: string, options: string): Files {
  return {
    [`${name}/package.json`]: service(name, ...nest, 'amqp-transport'),
    [`${name}/src/main.ts`]: `import { NestFactory } from '@nestjs/core';
import { Controller, Module } from '@nestjs/common';
import { MessagePattern } from '@nestjs/microservices';
import { AmqpServer } from 'amqp-transport';
@Controller()
class Orders {
  @MessagePattern('order.created') created() { return { ok: true }; }
}
@Module({ controllers: [Orders] })
class AppModule {}
NestFactory.createMicroservice(AppModule, ${options}).then((app) => app.listen());
`,
  };
}

function asking(clients: string): Files {
  return {
    'orders/package.json': service('orders', ...nest, 'express'),
    'orders/src/main.ts': `import { NestFactory } from '@nestjs/core';
import { Controller, Inject, Module, Post } from '@nestjs/common';
import { ClientProxy, ClientsModule, Transport } from '@nestjs/microservices';
import { zip } from 'rxjs';
const to = (name: string) => ({ transport: Transport.RMQ, options: { urls: ['amqp://mq'], queue: name } });
@Controller('orders')
class Orders {
  constructor(@Inject('TICKETS') private tickets: ClientProxy, @Inject('PAYMENTS') private payments: ClientProxy) {}
  private tell(pattern: string, order: object) {
    return zip(this.tickets.send(pattern, order), this.payments.send(pattern, order));
  }
  @Post() place() { return this.tell('order.created', {}); }
}
@Module({ imports: [ClientsModule.registerAsync([${clients}])], controllers: [Orders] })
class AppModule {}
NestFactory.create(AppModule).then((app) => app.listen(3000));
`,
  };
}

describe('a pattern that two services answer', () => {
  const strategy = (queue: string): string =>
    `{ strategy: new AmqpServer({ urls: ['amqp://mq'], queue: '${queue}' }) }`;
  const servers = { ...answering('payments', strategy('payments-q')), ...answering('tickets', strategy('tickets-q')) };

  test('is asked of the one whose queue the client was given, also where a strategy of its own serves it', async () => {
    const given = (name: string, queue: string): string =>
      `{ name: '${name}', useFactory: () => ({ ...to('${queue}'), transport: Transport.RMQ }) }`;
    const { calls } = await recoverFiles({
      ...servers,
      ...asking(`${given('TICKETS', 'tickets-q')}, ${given('PAYMENTS', 'payments-q')}`),
    });
    expect(calls.map(({ to, toEndpoint }) => `${String(to)} ${String(toEndpoint)}`)).toEqual([
      'payments payments rpc order.created',
      'tickets tickets rpc order.created',
    ]);
  });

  test('is asked of nobody known when the queue comes from elsewhere', async () => {
    const given = (name: string): string =>
      `{ name: '${name}', useFactory: () => ({ transport: Transport.RMQ, options: { urls: ['amqp://mq'], queue: process.env.${name} } }) }`;
    const { calls } = await recoverFiles({ ...servers, ...asking(`${given('TICKETS')}, ${given('PAYMENTS')}`) });
    expect(calls.map(({ toKind }) => toKind)).toEqual(['unresolved']);
  });
});

test.each([
  ['auths', 'auths'],
  ['Order', 'Orders'],
  ['status', 'statuses'],
  ['address', 'addresses'],
  ['Person', 'People'],
  ['Man', 'Men'],
  ['human', 'humans'],
  ['quiz', 'quizzes'],
  ['analysis', 'analyses'],
  ['Category', 'Categories'],
  ['day', 'days'],
  ['data', 'data'],
])('the table of a model "%s" is "%s"', (one, many) => {
  expect(plural(one)).toBe(many);
});

describe('a helper that takes a good answer and throws what fails in its last round', () => {
  const retried = async (inside: string, last: string): Promise<string> => {
    const model = await recoverFiles({
      'package.json': service('payments', 'axios', 'express'),
      'src/retry.ts': `export async function again<T>(ask: () => Promise<T>, tries: number, isGood: (one: T) => boolean) {
  let attempt = 0;
  while (attempt < tries) {
    attempt++;
    try {
      const result = await ask();
      ${inside}
    } catch (error) {
      ${last}
    }
  }
}
`,
      'src/app.ts': `import axios from 'axios';
import express from 'express';
import { again } from './retry.js';
express().get('/pay', async (req, res) => {
  res.json(await again(() => axios.get('http://bank/state'), 3, (one) => one.status === 200));
}).listen(3000);
`,
    });
    return onlyCall(model).policy.retry.state;
  };

  test('tries again', async () => {
    expect(await retried('if (isGood(result)) { return result; }', 'if (attempt === tries) { throw error; }')).toBe(
      'present',
    );
  });

  test('does not where the first failure ends it', async () => {
    expect(await retried('if (isGood(result)) { return result; }', 'throw error;')).toBe('absent');
  });
});

test('a package that holds services together is no library of theirs', async () => {
  const { libraries } = await recoverFiles({
    'old/package.json': { name: 'old-monorepo', private: true },
    'old/src/package.json': service('backend', 'express'),
    'old/src/app.js': "import express from 'express';\nexpress().listen(3000);\n",
    'old/kit/package.json': { name: 'kit', main: 'index.js' },
    'old/kit/index.js': 'export const one = 1;\n',
    'new/package.json': service('orders', 'express', 'kit'),
    'new/src/app.js': "import express from 'express';\nimport { one } from 'kit';\nexpress().listen(3000 + one);\n",
  });
  expect(libraries?.map(({ path }) => path)).toEqual(['old/kit']);
});

test('an interface of documents names no collection, a class of them does', async () => {
  const { datastoreUses } = await recoverFiles({
    'package.json': service('shop', 'express', 'mongoose'),
    'src/app.ts': `import express from 'express';
import mongoose, { type Model } from 'mongoose';
interface IBuyerDocument { name: string }
class Seller { name = ''; }
class Buyers {
  constructor(private readonly buyers: Model<IBuyerDocument>, private readonly sellers: Model<Seller>) {}
  all() { return this.buyers.find(); }
  one() { return this.sellers.findOne(); }
}
await mongoose.connect('mongodb://db/shop');
declare function load(): any;
const shop = new Buyers(load(), load());
express().get('/', async (req, res) => res.json([await shop.all(), await shop.one()])).listen(3000);
`,
  });
  expect(datastoreUses.flatMap(({ accesses }) => accesses.map(({ table }) => table)).sort()).toEqual(['Seller', null]);
});
