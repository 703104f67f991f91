import { testRewrites } from '../../support/rewrites.ts';
import { service } from '../../support/recover-files.ts';

const others = {
  'docker-compose.yml': `services:
  orders: { build: ./orders, ports: ["3000:3000"], environment: { DATABASE_URL: "postgres://db:5432/orders" } }
  payment: { build: ./payment, ports: ["3001:3001"] }
  mail: { build: ./mail }
  db: { image: "postgres:16" }
`,
  'orders/package.json': service('orders', 'express', 'got', 'kafkajs', 'pg'),
  'payment/package.json': service('payment', 'express'),
  'payment/src/app.js': "const app = require('express')();\napp.post('/charges', pay);\napp.listen(3001);\n",
  'mail/package.json': service('mail', 'kafkajs'),
  'mail/src/app.js': `const { Kafka } = require('kafkajs');
const consumer = new Kafka({ brokers: ['kafka:9092'] }).consumer({ groupId: 'mail' });
consumer.subscribe({ topic: 'order.created' });
consumer.run({ eachMessage: async () => {} });
`,
};

const imports = `import express from 'express';
import got from 'got';
import { Kafka } from 'kafkajs';
import pg from 'pg';
`;
const setup = `const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });
const kafka = new Kafka({ clientId: 'orders', brokers: ['kafka:9092'] });
const producer = kafka.producer();
`;
const charge = "await got.post('http://payment:3001/charges', { json: order, timeout: { request: 1000 } })";
const insert = "await pool.query('INSERT INTO orders (id) VALUES ($1)', [order.id])";
const send = "await producer.send({ topic: 'order.created', messages: [{ value: JSON.stringify(order) }] })";
const app = (before: string, ...steps: readonly string[]): string => `${before}
const app = express();
app.post('/orders', async (req, res) => {
  const order = req.body;
  ${steps.join(';\n  ')};
  res.end();
});
app.listen(3000);
`;
const base = app(imports + setup, charge, insert, send);
const cjs = (text: string): string => text.replace(/^import (.*) from '(.*)';$/gm, "const $1 = require('$2');");

testRewrites(
  others,
  { 'orders/src/app.ts': base },
  [
    'mail subscribes kafka:order.created',
    'orders answers http POST /orders',
    'orders calls payment POST /charges = payment POST /charges, timeout set 1000, from orders POST /orders',
    'orders publishes kafka:order.created',
    'orders uses postgres://db:5432/orders',
    'orders writes orders',
    'payment answers http POST /charges',
    'service mail worker ',
    'service orders service 3000',
    'service payment service 3001',
  ],
  [
    [
      'other names',
      {
        'orders/src/app.ts': base
          .replaceAll('pool', 'database')
          .replaceAll('producer.', 'p.')
          .replace('const producer', 'const p')
          .replaceAll('got', 'http')
          .replace("'http'", "'got'"),
      },
    ],
    ['CommonJS', { 'orders/src/app.js': cjs(base) }],
    ['a named import of got', { 'orders/src/app.ts': base.replace('import got', 'import { got }') }],
    [
      'a named import of Pool',
      { 'orders/src/app.ts': base.replace('import pg from', 'import { Pool } from').replace('pg.Pool', 'Pool') },
    ],
    ['a namespace of pg', { 'orders/src/app.ts': base.replace('import pg from', 'import * as pg from') }],
    [
      'a destructured default',
      {
        'orders/src/app.ts': base
          .replace("import pg from 'pg';", "import pg from 'pg';\nconst { Pool } = pg;")
          .replace('pg.Pool', 'Pool'),
      },
    ],
    [
      'got as a function',
      {
        'orders/src/app.ts': base.replace(
          "got.post('http://payment:3001/charges', {",
          "got('http://payment:3001/charges', { method: 'POST',",
        ),
      },
    ],
    [
      'an instance of got',
      {
        'orders/src/app.ts': app(
          `${imports}${setup}const payment = got.extend({ prefixUrl: 'http://payment:3001', timeout: { request: 1000 } });`,
          "await payment.post('charges', { json: order }).json()",
          insert,
          send,
        ),
      },
    ],
    [
      'an instance of an instance',
      {
        'orders/src/app.ts': app(
          `${imports}${setup}const client = got.extend({ timeout: { request: 1000 } });\nconst payment = client.extend({ prefixUrl: 'http://payment:3001/' });`,
          "await payment.post('charges', { json: order })",
          insert,
          send,
        ),
      },
    ],
    [
      'a client of the pool',
      {
        'orders/src/app.ts': app(
          imports + setup,
          charge,
          'const client = await pool.connect()',
          "await client.query('BEGIN')",
          insert.replace('pool', 'client'),
          "await client.query('COMMIT')",
          send,
        ),
      },
    ],
    [
      'a query object',
      {
        'orders/src/app.ts': base.replace(
          "query('INSERT INTO orders (id) VALUES ($1)', [order.id])",
          "query({ text: 'INSERT INTO orders (id) VALUES ($1)', values: [order.id] })",
        ),
      },
    ],
    [
      'SQL in a constant',
      {
        'orders/src/app.ts': app(
          `${imports}${setup}const TABLE = 'orders';\nconst INSERT = \`insert into \${TABLE} (id)\n  values ($1)\`;`,
          charge,
          insert.replace("'INSERT INTO orders (id) VALUES ($1)'", 'INSERT'),
          send,
        ),
      },
    ],
    [
      'a database file',
      {
        'orders/src/app.ts': app(
          `${imports.replace("import pg from 'pg';", "import { query } from './database.js';")}${setup.replace(/.*Pool.*\n/, '')}`,
          charge,
          insert.replace('pool.query', 'query'),
          send,
        ),
        'orders/src/database.ts':
          "import pg from 'pg';\nimport { config } from './config.js';\nconst pool = new pg.Pool({ connectionString: config.databaseUrl });\nexport const query = (text: string, values: unknown[]) => pool.query(text, values);\n",
        'orders/src/config.ts':
          "export const config = { databaseUrl: process.env.DATABASE_URL ?? 'postgres://localhost/test' };\n",
      },
    ],
    [
      'a repository class',
      {
        'orders/src/app.ts': app(
          `${imports}import { Orders } from './orders.js';\n${setup}const orders = new Orders(pool);`,
          charge,
          'await orders.add(order)',
          send,
        ),
        'orders/src/orders.ts':
          "import type { Pool } from 'pg';\nexport class Orders {\n  constructor(private readonly db: Pool) {}\n  async add(order: { id: string }) { await this.db.query('INSERT INTO orders (id) VALUES ($1)', [order.id]); }\n}\n",
      },
    ],
    [
      'a function that publishes',
      {
        'orders/src/app.ts': app(
          `${imports}${setup}const publish = async (topic: string, value: object) => {\n  await producer.connect();\n  return producer.send({ topic, messages: [{ value: JSON.stringify(value) }] });\n};`,
          charge,
          insert,
          "await publish('order.created', order)",
        ),
      },
    ],
    [
      'a bus',
      {
        'orders/src/app.ts': app(
          `${imports.replace("import { Kafka } from 'kafkajs';", "import { bus, Topics } from './bus.js';")}${setup.replace(/.*(Kafka|kafka).*\n/g, '')}`,
          charge,
          insert,
          'await bus.emit(Topics.OrderCreated, order)',
        ),
        'orders/src/bus.ts':
          "import { Kafka, type Producer } from 'kafkajs';\nexport const Topics = { OrderCreated: 'order.created' } as const;\nclass Bus {\n  private producer: Producer;\n  constructor(brokers: string[]) { this.producer = new Kafka({ brokers }).producer(); }\n  emit(topic: string, value: object) { return this.producer.send({ topic, messages: [{ value: JSON.stringify(value) }] }); }\n}\nexport const bus = new Bus(['kafka:9092']);\n",
      },
    ],
    [
      'a batch',
      {
        'orders/src/app.ts': base.replace(
          "send({ topic: 'order.created', messages: [{ value: JSON.stringify(order) }] })",
          "sendBatch({ topicMessages: [{ topic: 'order.created', messages: [] }] })",
        ),
      },
    ],
    [
      'a topic from the environment',
      { 'orders/src/app.ts': base.replace("topic: 'order.created'", "topic: process.env.TOPIC || 'order.created'") },
    ],
    [
      'a factory of what a handler needs',
      {
        'orders/src/app.ts': `${imports}import { createOrder } from './create-order.js';\n${setup}const create = createOrder({ http: got, db: pool, producer });\nconst app = express();\napp.post('/orders', async (req, res) => res.json(await create(req.body)));\napp.listen(3000);\n`,
        'orders/src/create-order.ts':
          "export const createOrder = ({ http, db, producer }: any) => async (order: any) => {\n  await http.post('http://payment:3001/charges', { json: order, timeout: { request: 1000 } });\n  await db.query('INSERT INTO orders (id) VALUES ($1)', [order.id]);\n  await producer.send({ topic: 'order.created', messages: [] });\n};\n",
      },
    ],
    [
      'a context',
      {
        'orders/src/app.ts': `${imports}import { run } from './run.js';\n${setup}run(express(), { pool, producer, got });\n`,
        'orders/src/run.ts':
          "export function run(app: any, context: any) {\n  app.post('/orders', async (req: any, res: any) => {\n    const order = req.body;\n    await context.got.post('http://payment:3001/charges', { json: order, timeout: { request: 1000 } });\n    await context.pool.query('INSERT INTO orders (id) VALUES ($1)', [order.id]);\n    await context.producer.send({ topic: 'order.created', messages: [] });\n  });\n  app.listen(3000);\n}\n",
      },
    ],
    [
      'then',
      {
        'orders/src/app.ts': base.replace(
          /async \(req, res\)[^]*?\n\}\);/,
          "(req, res) => {\n  const order = req.body;\n  got.post('http://payment:3001/charges', { json: order, timeout: { request: 1000 } })\n    .then(() => pool.query('INSERT INTO orders (id) VALUES ($1)', [order.id]))\n    .then(() => producer.send({ topic: 'order.created', messages: [] }))\n    .then(() => res.end());\n});",
        ),
      },
    ],
    [
      'everything at start',
      {
        'orders/src/app.ts': `${imports}let pool: pg.Pool;\nlet producer: any;\nasync function start() {\n  pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });\n  producer = new Kafka({ brokers: ['kafka:9092'] }).producer();\n  await producer.connect();\n  const app = express();\n  app.post('/orders', create);\n  app.listen(3000);\n}\nasync function create(req: any, res: any) {\n  const order = req.body;\n  ${charge};\n  ${insert};\n  ${send};\n}\nvoid start();\n`,
      },
    ],
  ],
);
