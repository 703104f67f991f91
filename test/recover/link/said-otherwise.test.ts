import { describe, expect, it } from 'vitest';
import { endpoints, recoverFiles, service, type Files } from '../../support/recover-files.ts';
import type { SystemModel } from '../../../src/model/system.ts';

const engines = (model: SystemModel): string[] => model.datastores.map(({ engine }) => engine);
const heard = (model: SystemModel): string[] =>
  model.subscriptions.map((use) => `${use.service} < ${use.channel}`).sort();
const told = (model: SystemModel): string[] =>
  model.publications.map((use) => `${use.service} > ${use.channel}`).sort();

describe('a client of Redis', () => {
  const files = (use: string): Files => ({
    'package.json': service('orders', 'express', 'redis', 'connect-redis'),
    'src/app.js': `const app = require('express')();
const redis = require('redis');
const Store = require('connect-redis');
const client = redis.createClient({ url: 'redis://cache:6379' });
client.on('error', (error) => console.log(error));
${use}
client.connect().then(() => app.listen(3000));`,
  });

  it.each([
    ['publishes', "app.post('/orders', (req, res) => { client.publish('orders', 'x'); res.end(); });"],
    ['subscribes', "client.subscribe('orders', (message) => message);"],
    ['subscribes through a second one', "const other = client.duplicate();\nother.subscribe('orders', () => 1);"],
  ])('that only %s is no store', async (_, use) => {
    const model = await recoverFiles(files(use));
    expect(engines(model)).toEqual([]);
    expect([...told(model), ...heard(model)]).toHaveLength(1);
  });

  it.each([
    ['keeps values too', "client.publish('orders', 'x');\nclient.set('last', 'x');"],
    ['is handed to a package too', "client.publish('orders', 'x');\napp.use(new Store({ client }));"],
    ['is asked for nothing that is known', ''],
  ])('that %s is one', async (_, use) => {
    expect(engines(await recoverFiles(files(use)))).toEqual(['redis']);
  });
});

it('a group that reads streams reads those for which it was made, and nothing of an unknown name', async () => {
  const model = await recoverFiles({
    'package.json': service('orders', 'redis'),
    'src/app.js': `const { createClient } = require('redis');
const client = createClient({ url: 'redis://cache:6379' });
async function listen(streams) {
  const keys = [];
  streams.map(async (stream) => {
    await client.xGroupCreate(stream.name, 'billing', '0', { MKSTREAM: true });
    keys.push({ key: stream.name, id: '>' });
  });
  for (;;) await client.xReadGroup('billing', 'one', keys, { COUNT: 10 });
}
listen([{ name: 'orders' }]);`,
  });
  expect(heard(model)).toEqual(['orders < redis:orders']);
});

it('terminus answers the paths of its checks', async () => {
  const model = await recoverFiles({
    'package.json': service('orders', 'express', '@godaddy/terminus'),
    'src/app.js': `const { createTerminus } = require('@godaddy/terminus');
const app = require('express')();
app.get('/orders', (req, res) => res.end());
const server = app.listen(3000);
createTerminus(server, { healthChecks: { '/status': async () => 1, verbatim: true }, onSignal: async () => 1 });`,
  });
  expect(endpoints(model)).toEqual(['GET /orders', 'GET /status']);
});

it('a gateway of Moleculer that takes its package over by spreading answers its aliases', async () => {
  const model = await recoverFiles({
    'package.json': service('shop', 'moleculer', 'moleculer-web'),
    'src/app.js': `const { ServiceBroker } = require('moleculer');
const gateway = require('./gateway');
const broker = new ServiceBroker();
broker.createService(gateway());
broker.createService({ name: 'orders', actions: { list() { return []; } } });
broker.start();`,
    'src/gateway.js': `const ApiService = require('moleculer-web');
module.exports = () => ({
  ...ApiService,
  settings: { port: 3000, routes: [{ path: '/api', aliases: { 'GET /orders': { action: 'orders.list' } } }] },
  actions: { health() { return 'ok'; } },
});`,
  });
  expect(endpoints(model)).toEqual(['GET /api/orders', 'rpc api.health', 'rpc orders.list']);
});

describe('what a class keeps', () => {
  const app = `const app = require('express')();
const Mails = require('./mails');
const Service = require('./service');
new Mails().queue.process(async () => 1);
const service = new Service();
app.post('/mails', async (req, res) => { await service.send(req.body); res.end(); });
app.listen(3000);`;
  const sender = `const Mails = require('./mails');
module.exports = class Service {
  constructor() { this.mails = new Mails(); }
  get mails() { return this._mails; }
  set mails(it) { this._mails = it; this._queue = this._mails.queue; }
  send(mail) { return this._queue.add(mail); }
};`;

  it('behind a setter is what it was given, also where it is made once for all', async () => {
    const model = await recoverFiles({
      'package.json': service('mails', 'express', 'bull'),
      'src/app.js': app,
      'src/service.js': sender,
      'src/mails.js': `const Bull = require('bull');
class Mails {
  constructor() {
    if (!Mails.instance) {
      this.queue = new Bull('mails', {});
      Mails.instance = this;
    }
    return Mails.instance;
  }
  get queue() { return this._queue; }
  set queue(it) { this._queue = it; }
}
module.exports = Mails;`,
    });
    expect([...told(model), ...heard(model)]).toEqual(['mails > redis:mails', 'mails < redis:mails']);
  });

  it('is opened the first time that somebody asks', async () => {
    const model = await recoverFiles({
      'package.json': service('orders', 'express', 'knex'),
      'src/app.js':
        "const Store = require('./store');\nnew Store();\nconst app = require('express')();\napp.listen(3000);",
      'src/store.js': `const Knex = require('knex');
class Store {
  constructor() {
    if (!Store.instance) {
      this.knex = Knex({ client: 'pg', connection: { host: 'db', database: 'shop' } });
      Store.instance = this;
    }
    return Store.instance;
  }
}
module.exports = Store;`,
    });
    expect(model.datastores.map(({ id }) => id)).toEqual(['postgres://db:5432/shop']);
  });
});

describe('functions of a serverless file', () => {
  const functions = (name: string, ...lines: readonly string[]): string =>
    [
      `service: ${name}`,
      'provider:',
      '  name: aws',
      "  stage: ${opt:stage, 'local'}",
      '  environment:',
      '    QUEUE: ${self:custom.queue}',
      'custom: ${file(../shared.yml):settings}',
      'functions:',
      ...lines,
    ].join('\n');

  it('speak of a queue by the same name on both sides, and of events of the older bus', async () => {
    const model = await recoverFiles({
      'shared.yml': 'settings:\n  queue: ${self:provider.stage}-mails\n',
      'orders/package.json': { name: 'orders', dependencies: { '@aws-sdk/client-sqs': '3' } },
      'orders/serverless.yml': functions(
        'orders',
        '  place:',
        '    handler: place.handler',
        '    events: [{ http: { path: /orders, method: post } }]',
      ),
      'orders/place.js': `const { SQSClient, SendMessageCommand, GetQueueUrlCommand } = require('@aws-sdk/client-sqs');
const { CloudWatchEventsClient, PutEventsCommand } = require('@aws-sdk/client-cloudwatch-events');
const sqs = new SQSClient({});
const events = new CloudWatchEventsClient({});
exports.handler = async () => {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: process.env.QUEUE }));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  await events.send(new PutEventsCommand({ Entries: [{ DetailType: 'ORDER_PLACED', Detail: '{}' }] }));
};`,
      'mails/package.json': { name: 'mails' },
      'mails/serverless.yml': functions(
        'mails',
        '  send:',
        '    handler: send.handler',
        '    events: [{ sqs: { arn: !GetAtt mailQueue.Arn } }]',
        '  thank:',
        '    handler: send.thank',
        "    events: [{ cloudwatchEvent: { event: { detail-type: ['ORDER_PLACED'] } } }]",
        'resources:',
        '  Resources:',
        '    mailQueue: { Type: AWS::SQS::Queue, Properties: { QueueName: "${self:custom.queue}" } }',
      ),
      'mails/send.js': 'exports.handler = async () => 1;\nexports.thank = async () => 1;',
    });
    expect(told(model)).toEqual(['orders > eventbridge:ORDER_PLACED', 'orders > sqs:local-mails']);
    expect(heard(model)).toEqual(['mails < eventbridge:ORDER_PLACED', 'mails < sqs:local-mails']);
  });
});

it('a signed request of axios is a request', async () => {
  const model = await recoverFiles({
    'package.json': service('orders', 'express', 'aws-signed-axios'),
    'src/app.js': `const signed = require('aws-signed-axios');
const app = require('express')();
app.get('/orders', async (req, res) => res.json(await signed({ method: 'GET', url: 'http://users:80/users/1' })));
app.listen(3000);`,
  });
  expect(model.calls.map(({ method, target, policy }) => [method, target, policy.timeout.state])).toEqual([
    ['GET', 'http://users:80/users/1', 'absent'],
  ]);
});

it('a table is of the services that ask for it, not of all that load the shared code which makes the client', async () => {
  const lambda = (name: string): string =>
    `service: ${name}\nprovider: { name: aws }\nfunctions:\n  run:\n    handler: run.handler\n    events: [{ http: { path: /${name}, method: get } }]\n`;
  const model = await recoverFiles({
    'package.json': { name: 'shop', workspaces: ['tools', 'orders', 'mails'] },
    'tools/package.json': { name: 'tools', main: 'index.js', dependencies: { '@aws-sdk/lib-dynamodb': '3' } },
    'tools/index.js': "export * from './dynamo.js';\nexport * from './log.js';",
    'tools/log.js': 'export const log = (text) => console.log(text);',
    'tools/dynamo.js': `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
export function dynamo() { return client; }`,
    'orders/package.json': { name: 'orders', type: 'module', dependencies: { tools: '*' } },
    'orders/serverless.yml': lambda('orders'),
    'orders/run.js': `import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { dynamo } from 'tools';
export const handler = async () => dynamo().send(new GetCommand({ TableName: 'orders', Key: { id: '1' } }));`,
    'mails/package.json': { name: 'mails', type: 'module', dependencies: { tools: '*' } },
    'mails/serverless.yml': lambda('mails'),
    'mails/run.js': "import { log } from 'tools';\nexport const handler = async () => log('sent');",
  });
  expect(model.datastoreUses.map((use) => use.service)).toEqual(['orders']);
});

describe('handlers that a bus keeps in a Map by name', () => {
  const bus = (start: string, more = ''): Files => ({
    'package.json': service('mails', 'kafkajs'),
    'src/app.js': `const { Kafka } = require('kafkajs');
class Bus {
  constructor() {
    this.kafka = new Kafka({ brokers: ['kafka:9092'] });
    this.handlers = new Map();
  }
  on(name, handler) { this.handlers.set(name, handler); }
  async start() {
    const consumer = this.kafka.consumer({ groupId: 'mails' });
    ${start}
  }
}
const bus = new Bus();
bus.on('order.placed', async () => 1);
bus.on('order.paid', async () => 2);
bus.start();
${more}`,
  });

  it.each([
    ['one by one', 'for (const topic of this.handlers.keys()) await consumer.subscribe({ topic });'],
    ['with the handler at hand', 'for (const [topic] of this.handlers) await consumer.subscribe({ topic });'],
    ['at once', 'await consumer.subscribe({ topics: [...this.handlers.keys()] });'],
    ['each', 'await Promise.all([...this.handlers.keys()].map((topic) => consumer.subscribe({ topic })));'],
  ])('are subscribed to by these names, %s', async (_, start) => {
    expect(heard(await recoverFiles(bus(start)))).toEqual(['mails < kafka:order.paid', 'mails < kafka:order.placed']);
  });

  it('are of no known name where there are two such objects', async () => {
    const two = "const other = new Bus();\nother.on('order.lost', async () => 3);\nother.start();";
    const model = await recoverFiles(
      bus('for (const topic of this.handlers.keys()) await consumer.subscribe({ topic });', two),
    );
    expect(heard(model)).toEqual(['mails < kafka:mails:{…}']);
  });
});

it.each([
  ['names', 'for (const queue of Object.keys(this.handlers)) channel.consume(queue, this.handlers[queue]);'],
  ['entries', 'for (const [queue, handler] of Object.entries(this.handlers)) channel.consume(queue, handler);'],
])('handlers that a bus keeps in an object are consumers of the queues by these %s', async (_, start) => {
  const model = await recoverFiles({
    'package.json': service('mails', 'amqplib'),
    'src/app.js': `const amqp = require('amqplib');
class Bus {
  constructor() { this.handlers = {}; }
  on(name, handler) { this.handlers[name] = handler; return this; }
  async start() {
    const channel = await (await amqp.connect('amqp://mq')).createChannel();
    ${start}
  }
}
const bus = new Bus();
bus.on('orders', async () => 1).on('payments', async () => 2);
bus.start();`,
  });
  expect(heard(model)).toEqual(['mails < rabbitmq:orders', 'mails < rabbitmq:payments']);
});
