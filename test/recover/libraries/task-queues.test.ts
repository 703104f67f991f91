import { describe, expect, it } from 'vitest';
import { calls, recoverFiles, service } from '../../support/recover-files.ts';
import { saidBy, type Form } from '../../support/said-by.ts';

const FORMS: readonly Form[] = [
  [
    'kue',
    `import kue from 'kue';
const queue = kue.createQueue({ redis: 'redis://r' });
queue.create('mail', {}).save();
queue.process('mail', 5, (job, done) => done());
queue.on('error', () => {});`,
    ['< redis:mail', '> redis:mail'],
  ],
  [
    'nsq',
    `import nsq from 'nsqjs';
const writer = new nsq.Writer('nsqd', 4150);
writer.publish('orders', {});
const reader = new nsq.Reader('paid', 'billing', { lookupdHTTPAddresses: 'l:4161' });
reader.on('message', (message) => message.finish());`,
    ['< nsq:paid', '> nsq:orders'],
  ],
  [
    'celery',
    `import celery from 'celery-node';
const client = celery.createClient('amqp://r', 'amqp://r');
client.createTask('tasks.add').applyAsync([1, 2]);
client.sendTask('tasks.sub', []);
const worker = celery.createWorker('amqp://r', 'amqp://r');
worker.register('tasks.mul', (a, b) => a * b);`,
    ['< celery:tasks.mul', '> celery:tasks.add', '> celery:tasks.sub'],
  ],
  [
    'rsmq',
    `import RedisSMQ from 'rsmq';
import RSMQWorker from 'rsmq-worker';
const rsmq = new RedisSMQ({ host: 'r' });
rsmq.createQueue({ qname: 'orders' }, () => {});
rsmq.sendMessage({ qname: 'orders', message: 'x' }, () => {});
await rsmq.receiveMessageAsync({ qname: 'paid' });
const worker = new RSMQWorker('parcels', { host: 'r' });
worker.on('message', (message, next) => next());
worker.on('error', () => {});`,
    ['< redis:paid', '< redis:parcels', '> redis:orders'],
  ],
  [
    'inngest',
    `import { Inngest } from 'inngest';
const inngest = new Inngest({ id: 'shop' });
await inngest.send({ name: 'order.created', data: {} });
inngest.createFunction({ id: 'bill' }, { event: 'order.paid' }, async ({ step }) => {
  await step.sendEvent('tell', { name: 'bill.sent' });
});
inngest.createFunction({ id: 'nightly' }, { cron: '0 1 * * *' }, async () => {});`,
    ['< inngest:order.paid', '> inngest:bill.sent', '> inngest:order.created'],
  ],
  [
    'trigger.dev',
    `import { task, tasks } from '@trigger.dev/sdk/v3';
export const mail = task({ id: 'send-mail', run: async () => {} });
await mail.trigger({});
await tasks.trigger('bill', {});`,
    ['< trigger.dev:send-mail', '> trigger.dev:bill', '> trigger.dev:send-mail'],
  ],
  [
    'functions of the same names',
    `import { task } from './task.js';
import { createQueue } from 'other-queue';
task({ id: 'send-mail', run: async () => {} });
createQueue().process('mail', () => {});`,
    [],
    { 'src/task.js': 'export const task = (options) => options;' },
  ],
];

it.each(FORMS.map((form) => ({ name: form[0], form })))('$name', async ({ form: [, code, expected, more] }) => {
  expect(await saidBy(code, more)).toEqual(expected);
});

describe('connections that stay open', () => {
  it('lead from service to service, and count nowhere else', async () => {
    const server = (code: string): string => `import express from 'express';\n${code}\nexpress().listen(3000);`;
    const connect = ['http://chat:3000', 'https://feed.example.com', '/orders', 'http://orders:3000'];
    const model = await recoverFiles({
      'docker-compose.yml': 'services:\n  orders: { build: ./orders }\n  chat: { build: ./chat }\n',
      'orders/Dockerfile': 'FROM node:24\nCMD ["node", "src/app.js"]',
      'orders/package.json': { ...service('orders', 'express', 'socket.io-client'), type: 'module' },
      'orders/src/app.js': server(
        `import { io } from 'socket.io-client';\n${connect.map((url) => `io('${url}');`).join('\n')}`,
      ),
      'chat/Dockerfile': 'FROM node:24\nCMD ["node", "src/app.js"]',
      'chat/package.json': { ...service('chat', 'express'), type: 'module' },
      'chat/src/app.js': server(''),
    });
    expect(calls(model)).toEqual(['orders GET http://chat:3000 → chat']);
  });
});
