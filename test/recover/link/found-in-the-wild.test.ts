import { describe, expect, it } from 'vitest';
import { recoverFiles, service } from '../../support/recover-files.ts';

const engines = (model: Awaited<ReturnType<typeof recoverFiles>>): string[] =>
  model.datastores.map(({ engine }) => engine);

describe('a store', () => {
  const files = (use: string) => ({
    'package.json': service('cart', 'express', 'mongoose', '@redis/client'),
    'src/app.js': `const app = require('express')();\n${use}\napp.listen(3000);`,
    'src/lib/mongo.js': "const mongoose = require('mongoose');\nmodule.exports = (url) => mongoose.connect(url);",
    'src/lib/redis.js':
      "const redis = require('@redis/client');\nmodule.exports = (options) => redis.createClient(options);",
  });

  it('is opened by whoever loads the file and calls its function', async () => {
    expect(engines(await recoverFiles(files("require('./lib/redis')({ url: 'redis://cache:6379' });")))).toEqual([
      'redis',
    ]);
    expect(engines(await recoverFiles(files("require('./lib/mongo')('mongodb://db/cart');")))).toEqual(['mongodb']);
  });

  it('is not opened by a file that nobody loads', async () => {
    expect(engines(await recoverFiles(files('')))).toEqual([]);
  });

  it('of Azure is one as well', async () => {
    const model = await recoverFiles({
      'package.json': service('dice', 'express', '@azure/cosmos'),
      'src/index.js':
        "const { CosmosClient } = require('@azure/cosmos');\nnew CosmosClient(process.env.COSMOS);\nrequire('express')().listen(3000);",
    });
    expect(engines(model)).toEqual(['cosmosdb']);
  });
});

it.each([
  ['was made by a static method of its schema', 'const order = Order.build({});\n  await order.save();'],
  ['was found', "const order = await Order.findById(req.params.id).populate('ticket');\n  await order.save();"],
])(
  'a document that %s is written when it saves itself, and what is published then is a second write',
  async (_, write) => {
    const model = await recoverFiles({
      'package.json': service('orders', 'express', 'mongoose', 'amqplib'),
      'src/order.js':
        "const mongoose = require('mongoose');\nconst schema = new mongoose.Schema({});\nschema.statics.build = (given) => new Order(given);\nconst Order = mongoose.model('Order', schema);\nmodule.exports = Order;",
      'src/index.js': `const app = require('express')();
const Order = require('./order');
const { channel } = require('./broker');
app.post('/orders', async (req, res) => {
  ${write}
  channel.publish('orders', 'order.created', Buffer.from('{}'));
  res.end();
});
require('mongoose').connect('mongodb://db/orders');
app.listen(3000);`,
      'src/broker.js':
        "const amqp = require('amqplib');\nexports.start = async () => { exports.channel = await (await amqp.connect('amqp://mq')).createChannel(); };",
    });
    expect(
      model.datastoreUses.flatMap(({ accesses }) => accesses.map(({ operation, mode }) => `${mode} ${operation}`)),
    ).toContain('write save');
    expect(model.dualWrites).toHaveLength(1);
  },
);

it('a call of Nest that is piped through retry is made again', async () => {
  const model = await recoverFiles({
    'package.json': service('orders', '@nestjs/core', '@nestjs/microservices', 'rxjs'),
    'src/main.ts':
      "import { NestFactory } from '@nestjs/core';\nimport { OrdersModule } from './orders.module';\nNestFactory.create(OrdersModule).then((app) => app.listen(3000));",
    'src/orders.module.ts': `import { Controller, Inject, Module, Post } from '@nestjs/common';
import { ClientProxy, ClientsModule, Transport } from '@nestjs/microservices';
import { lastValueFrom, retry } from 'rxjs';
@Controller('orders')
export class OrdersController {
  constructor(@Inject('STOCK') private stock: ClientProxy) {}
  @Post() create() { return lastValueFrom(this.stock.send({ cmd: 'reserve' }, {}).pipe(retry(3))); }
}
@Module({ imports: [ClientsModule.register([{ name: 'STOCK', transport: Transport.NATS }])], controllers: [OrdersController] })
export class OrdersModule {}`,
  });
  expect(model.calls.map(({ policy }) => policy.retry.repetition)).toMatchObject([{ tries: 4, delay: 'none' }]);
});

it('a default of a parameter property is what the member is', async () => {
  const model = await recoverFiles({
    'package.json': service('auth', 'express', 'axios'),
    'src/index.ts': `import express from 'express';
import axios from 'axios';
class UsersClient {
  http = axios.create({ baseURL: 'http://users:3000', timeout: 5000 });
  create() { return this.http.post('/users', {}); }
}
class AuthService {
  constructor(private app: unknown, private users = new UsersClient()) {}
  register() { return this.users.create(); }
}
const app = express();
const service = new AuthService(app);
app.post('/register', async (req, res) => { res.json(await service.register()); });
app.listen(3000);`,
  });
  expect(model.calls.map(({ fromEndpoints }) => fromEndpoints)).toEqual([['auth POST /register']]);
});

it('a method that nobody calls and that is handed a URL whole makes no call', async () => {
  const model = await recoverFiles({
    'package.json': service('orders', 'express', 'axios'),
    'src/client.js': `const axios = require('axios');
class Client {
  constructor(baseURL) { this.client = axios.create({ baseURL }); }
  get(url) { return this.client.get(url); }
  post(url, data) { return this.client.post(url, data); }
  orders(id) { return this.client.get('/orders/' + id); }
}
module.exports = new Client('http://stock:3000');`,
    'src/index.js':
      "const app = require('express')();\nconst stock = require('./client');\napp.post('/orders', (req, res) => stock.post('/reserve', {}));\napp.listen(3000);",
  });
  expect(model.calls.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
    'GET /orders/:id',
    'POST /reserve',
  ]);
});

describe('an event that is named for a failure', () => {
  const files = (published: string) => ({
    'package.json': service('payment', 'express', 'amqplib'),
    'src/index.js': `const amqp = require('amqplib');
async function main() {
  const channel = await (await amqp.connect('amqp://mq')).createChannel();
  await channel.assertQueue('orders', { durable: true });
  await channel.consume('orders', async (message) => {
    channel.sendToQueue('${published}', message.content);
    channel.ack(message);
  });
}
main();`,
  });

  it.each([
    ['payment.failed', 'absent'],
    ['orders.failed', 'unknown'],
    ['failed-messages', 'unknown'],
    ['orders-dlq', 'unknown'],
  ])('"%s" leaves the place for failing messages %s', async (published, state) => {
    const model = await recoverFiles(files(published));
    expect(model.subscriptions.map(({ deadLetter }) => deadLetter.state)).toEqual([state]);
  });
});

it('of two systems in one repository, a host name means what runs beside the caller', async () => {
  const compose = (port: number) =>
    `services:\n  gateway: { build: ./gateway, environment: { ORDERS_URL: 'http://orders:${port}' } }\n  orders: { build: ./orders }\n`;
  const gateway =
    "const axios = require('axios');\nconst app = require('express')();\napp.get('/', async (req, res) => res.json((await axios.get(process.env.ORDERS_URL + '/orders')).data));\napp.listen(80);";
  const orders = "const app = require('express')();\napp.get('/orders', (req, res) => res.json([]));\napp.listen(80);";
  const system = (folder: string, port: number) => ({
    [`${folder}/docker-compose.yml`]: compose(port),
    [`${folder}/gateway/Dockerfile`]: 'FROM node:20\nCMD ["node", "index.js"]\n',
    [`${folder}/gateway/package.json`]: service('gateway', 'express', 'axios'),
    [`${folder}/gateway/index.js`]: gateway,
    [`${folder}/orders/Dockerfile`]: 'FROM node:20\nCMD ["node", "index.js"]\n',
    [`${folder}/orders/package.json`]: service('orders', 'express'),
    [`${folder}/orders/index.js`]: orders,
  });
  const model = await recoverFiles({ ...system('one', 4000), ...system('two', 5000) });
  const pathOf = new Map(model.services.map(({ id, path }) => [id, path]));
  expect(model.calls.map(({ from, to }) => `${pathOf.get(from)} → ${pathOf.get(to ?? '')}`).sort()).toEqual([
    'one/gateway → one/orders',
    'two/gateway → two/orders',
  ]);
});
