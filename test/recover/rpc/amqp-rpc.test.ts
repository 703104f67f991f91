import { expect, test } from 'vitest';
import { calls, onlyCall, recoverFiles, service } from '../../support/recover-files.ts';

const inventory = {
  'inventory/package.json': service('inventory', 'amqplib'),
  'inventory/src/app.js': `
    const amqp = require('amqplib');
    const { reply } = require('./reply');
    async function start() {
      const channel = await (await amqp.connect('amqp://mq')).createChannel();
      await channel.assertQueue('stock.check');
      channel.consume('stock.check', async (msg) => {
        reply(channel, msg, { available: await count(msg) });
        channel.ack(msg);
      });
      channel.consume('stock.moved', (msg) => channel.ack(msg));
    }
    start();`,
  'inventory/src/reply.js': `
    exports.reply = (channel, msg, body) => {
      const { replyTo, correlationId } = msg.properties;
      channel.sendToQueue(replyTo, Buffer.from(JSON.stringify(body)), { correlationId });
    };`,
};

const orders = (source: string): Record<string, string | object> => ({
  ...inventory,
  'orders/package.json': service('orders', 'amqplib'),
  'orders/src/app.js': source,
});

test('asks over an exclusive queue and waits: a call to the service that answers', async () => {
  const model = await recoverFiles(
    orders(`
      import { connect } from 'amqplib';
      import express from 'express';
      const app = express();
      async function ask(queue, body) {
        const channel = await (await connect('amqp://mq')).createChannel();
        const q = await channel.assertQueue('', { exclusive: true });
        return new Promise((resolve) => {
          channel.consume(q.queue, (msg) => resolve(JSON.parse(msg.content.toString())), { noAck: true });
          channel.sendToQueue(queue, Buffer.from(JSON.stringify(body)), { replyTo: q.queue, correlationId: 'a' });
        });
      }
      app.post('/orders', async (req, res) => res.json(await ask('stock.check', req.body)));
      app.listen(3000);`),
  );
  expect(calls(model)).toEqual(['orders ? stock.check → inventory']);
  expect(onlyCall(model)).toMatchObject({
    protocol: 'rpc',
    client: 'amqplib',
    toEndpoint: 'inventory rpc stock.check',
    fromEndpoints: ['orders POST /orders'],
    policy: { timeout: { state: 'absent' } },
    evidence: [{ line: 13 }, { line: 10 }],
  });
  expect(model.publications).toEqual([]);
  expect(model.subscriptions.map((one) => one.channel)).toEqual(['rabbitmq:stock.moved']);
});

test('a timer that rejects bounds the wait', async () => {
  const model = await recoverFiles(
    orders(`
      import { connect } from 'amqplib';
      class StockClient {
        async open() {
          this.channel = await (await connect('amqp://mq')).createChannel();
          const { queue } = await this.channel.assertQueue('');
          this.replies = queue;
          await this.channel.consume(this.replies, (msg) => this.resolve(msg));
        }
        check(item) {
          return new Promise((resolve, reject) => {
            setTimeout(() => reject(new Error('too late')), 2000);
            this.channel.publish('', 'stock.check', Buffer.from(item), { replyTo: this.replies, correlationId: item });
          });
        }
      }
      import express from 'express';
      express().listen(3000, () => new StockClient().check('shoe'));`),
  );
  expect(onlyCall(model)).toMatchObject({ to: 'inventory', policy: { timeout: { state: 'set', ms: 2000 } } });
  expect(model.publications).toEqual([]);
  expect(model.subscriptions).toHaveLength(1);
});

test('a wrapper that asks or only tells does what each caller makes of it', async () => {
  const model = await recoverFiles({
    ...orders(`
      import { send, id } from './broker.js';
      const place = async (order) => {
        const key = id();
        let queue = 'stock.check';
        let replies = queue + key;
        await send(queue, order, key, replies);
        queue = 'order.placed';
        await send(queue, order);
      };
      import express from 'express';
      express().listen(3000, () => place({}));`),
    'orders/src/broker.js': `
      import { connect } from 'amqplib';
      export const id = () => Date.now() + '-' + Math.random();
      export const send = async (queue, body, key = '', replies = '') => {
        const channel = await (await connect('amqp://mq')).createChannel();
        if (key && replies) {
          channel.sendToQueue(queue, Buffer.from(body), { correlationId: key, replyTo: replies });
          return new Promise((resolve) => channel.consume(replies, resolve));
        }
        channel.sendToQueue(queue, Buffer.from(body));
      };`,
  });
  expect(calls(model)).toEqual(['orders ? stock.check → inventory']);
  expect(model.publications.map((one) => [one.channel, one.evidence[0]?.line])).toEqual([['rabbitmq:order.placed', 9]]);
  expect(model.subscriptions.map((one) => one.channel)).toEqual(['rabbitmq:stock.moved']);
});

test('a reply that a named queue brings some time later is a message', async () => {
  const model = await recoverFiles(
    orders(`
      import { connect } from 'amqplib';
      const channel = await (await connect('amqp://mq')).createChannel();
      export function reserve(order) {
        channel.sendToQueue('stock.reserve', Buffer.from(order), { replyTo: 'orders.replies', correlationId: order });
      }
      export function listen() {
        channel.consume('orders.replies', (msg) => channel.ack(msg));
      }
      listen();
      reserve('1');`),
  );
  expect(model.calls).toEqual([]);
  expect(model.publications.map((one) => one.channel)).toEqual(['rabbitmq:stock.reserve']);
  expect(model.subscriptions.map((one) => one.channel)).toEqual(['rabbitmq:stock.moved', 'rabbitmq:orders.replies']);
});
