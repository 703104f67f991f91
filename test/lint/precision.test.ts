import { describe, expect, test } from 'vitest';
import { lintTexts, readTexts } from '../support/lint-texts.ts';

type Files = Readonly<Record<string, string>>;

async function found(rule: string, files: Files): Promise<readonly string[]> {
  const { findings } = await lintTexts(new Map(Object.entries(files)));
  return findings.filter((one) => one.rule === rule).map(({ file, line }) => `${file}:${line}`);
}

const program = (name: string, more = ''): string =>
  `{ "name": "${name}", "scripts": { "start": "node src/server.js" }${more} }`;

const PAYMENT: Files = {
  'payment/package.json': program('payment'),
  'payment/src/server.js': `import express from 'express';
const app = express();
app.get('/health', (req, res) => res.sendStatus(200));
app.get('/rates/:id', (req, res) => res.json({}));
app.listen(3000);
`,
};

const orders = (routes: string): Files => ({
  ...PAYMENT,
  'orders/package.json': program('orders'),
  'orders/src/server.js': `import express from 'express';
import axios from 'axios';
const app = express();
${routes}
app.listen(3000);
`,
});

describe('health checks', () => {
  const ask = "async (req, res) => res.json((await axios.get('http://payment:3000/rates/1')).data)";

  test('one that asks another service needs no circuit breaker', async () => {
    expect(await found('missing-circuit-breaker', orders(`app.get('/ready', ${ask});`))).toEqual([]);
  });

  test('a probe of another service needs none wherever it is made', async () => {
    const probe = ask.replace('/rates/1', '/health');
    expect(await found('missing-circuit-breaker', orders(`app.get('/overview', ${probe});`))).toEqual([]);
  });

  test('a request needs one', async () => {
    expect(await found('missing-circuit-breaker', orders(`app.get('/quote', ${ask});`))).toEqual([
      'orders/src/server.js:4',
    ]);
  });
});

describe('calls in a loop', () => {
  const loop = 'for (const id of ids) await axios.get(`http://payment:3000/rates/${id}`);';
  const job: Files = {
    ...PAYMENT,
    'nightly/package.json': program('nightly'),
    'nightly/Dockerfile': 'FROM node:20\nCOPY . .\nCMD ["node", "src/server.js"]\n',
    'nightly/src/server.js': `import axios from 'axios';\nasync function run(ids) {\n  ${loop}\n}\nrun(process.argv);\n`,
  };

  test('of a job that answers nobody are not chatty', async () => {
    const { model } = await lintTexts(new Map(Object.entries(job)));
    expect(model.calls.map(({ from, repeated }) => [from, repeated])).toEqual([['nightly', true]]);
    expect(await found('chatty-calls', job)).toEqual([]);
  });

  test('over a list of services ask each of them once', async () => {
    const route = `const services = { payment: process.env.PAYMENT_URL ?? 'http://payment:3000', stock: 'http://stock:3000' };
app.get('/info', async (req, res) => {
  res.json(await Promise.all(Object.values(services).map((service) => axios.get(\`\${service}/rates/1\`))));
});`;
    const stock = Object.entries(PAYMENT).map(([file, text]) => [file, text].map((s) => s.replace('payment', 'stock')));
    const files: Files = { ...orders(route), ...(Object.fromEntries(stock) as Files) };
    const { model } = await lintTexts(new Map(Object.entries(files)));
    expect(model.calls.map(({ to, repeated }) => [to, repeated])).toEqual([
      ['payment', true],
      ['stock', true],
    ]);
    expect(await found('chatty-calls', files)).toEqual([]);
  });

  test('of a request are', async () => {
    const route = `app.get('/quotes', async (req, res) => {\n  const ids = req.query.ids;\n  ${loop}\n  res.end();\n});`;
    expect(await found('chatty-calls', orders(route))).toEqual(['orders/src/server.js:6']);
  });

  test('of another service that uses the same library are that one’s', async () => {
    const library: Files = {
      'libs/rates/package.json': '{ "name": "@shop/rates", "main": "index.js" }',
      'libs/rates/index.js':
        "import axios from 'axios';\nexport const rate = (id) => axios.get(`http://payment:3000/rates/${id}`);\n",
    };
    const uses = (name: string, body: string): Files => ({
      [`${name}/package.json`]: program(name, ', "dependencies": { "@shop/rates": "*" }'),
      [`${name}/src/server.js`]: `import express from 'express';
import { rate } from '@shop/rates';
const app = express();
app.get('/quotes', async (req, res) => { ${body} });
app.listen(3000);
`,
    });
    const files = {
      'package.json': '{ "workspaces": ["libs/*", "orders", "search", "payment"] }',
      ...PAYMENT,
      ...library,
      ...uses('orders', 'res.json(await rate(req.query.id));'),
      ...uses('search', 'for (const id of req.query.ids) await rate(id);'),
    };
    const { model } = await lintTexts(new Map(Object.entries(files)));
    expect(model.calls.map(({ from, repeated }) => [from, repeated])).toEqual([
      ['orders', false],
      ['search', true],
    ]);
  });
});

describe('pages', () => {
  const shop = (files: Files): Files => ({
    'web/package.json':
      '{ "name": "web", "scripts": { "start": "next start" }, "dependencies": { "next": "15", "react": "19" } }',
    ...files,
  });

  test.each([
    ['a path without a host', 'web/lib/orders.ts', "export const orders = () => fetch('/api/orders');"],
    [
      'a hook',
      'web/hooks/use-orders.ts',
      "import { useState } from 'react';\nexport const useOrders = () => {\n  useState(0);\n  return fetch(process.env.ORDERS_URL!);\n};",
    ],
    [
      'a client component',
      'web/components/orders.tsx',
      "'use client';\nexport const load = () => fetch(process.env.ORDERS_URL!);",
    ],
  ])('%s: what the browser asks is not judged', async (_name, file, text) => {
    expect(await found('missing-timeout', shop({ [file]: text }))).toEqual([]);
  });

  test('what the server asks for them is', async () => {
    const page = `import { useState } from 'react';
export async function getServerSideProps() {
  return { props: await (await fetch(process.env.ORDERS_URL!)).json() };
}
export default function Page() {
  useState(0);
  return null;
}
`;
    const route = 'export const GET = () => fetch(process.env.ORDERS_URL!);\n';
    expect(
      await found('missing-timeout', shop({ 'web/pages/orders.tsx': page, 'web/app/api/orders/route.ts': route })),
    ).toEqual(['web/app/api/orders/route.ts:1', 'web/pages/orders.tsx:3']);
  });
});

test('an image that holds what others import is no service', async () => {
  const files = {
    'package.json': '{ "workspaces": ["packages/*"] }',
    'docker-compose.yml': 'services:\n  base: { build: ./packages/commons }\n  orders: { build: ./packages/orders }\n',
    'packages/commons/package.json': '{ "name": "@shop/commons", "main": "src/index.js" }',
    'packages/commons/Dockerfile': 'FROM node:20\nCOPY . .\n',
    'packages/commons/src/index.js': 'export const log = (text) => console.log(text);\n',
    'packages/orders/package.json': program('orders', ', "dependencies": { "@shop/commons": "*" }'),
    'packages/orders/Dockerfile': 'FROM base\nCOPY . .\nCMD ["node", "src/server.js"]\n',
    'packages/orders/src/server.js':
      "import express from 'express';\nimport { log } from '@shop/commons';\nlog('up');\nexpress().listen(3000);\n",
  };
  const { model } = await lintTexts(new Map(Object.entries(files)));
  expect(model.services.map(({ id }) => id)).toEqual(['orders']);
  expect(await found('cross-service-import', files)).toEqual([]);
});

describe('trying again', () => {
  const service = (use: string): Files => ({
    ...PAYMENT,
    'orders/package.json': program('orders'),
    'orders/src/retry.js': `export const retry = async (work, { retries, delay }) => {
  try {
    return await work();
  } catch (error) {
    if (retries <= 1) throw error;
    await new Promise((resolve) => setTimeout(resolve, delay));
    return retry(work, { retries: retries - 1, delay });
  }
};
`,
    'orders/src/server.js': `import express from 'express';
import axios from 'axios';
import { retry } from './retry.js';
import { config } from './config.js';
const app = express();
app.post('/orders', async (req, res) => {
  ${use}
  res.end();
});
app.listen(3000);
`,
    'orders/src/config.js': 'export const config = { retries: 5, delay: 500, pollingRetries: 5, pollingDelay: 500 };\n',
  });
  const rate = "axios.get('http://payment:3000/rates/1')";

  test.each([
    [
      'options of polling',
      `await retry(() => ${rate}, { retries: config.pollingRetries, delay: config.pollingDelay });`,
    ],
    [
      'a function that waits',
      `const waitForRate = async () => { await ${rate}; };\n  await retry(waitForRate, { retries: config.retries, delay: config.delay });`,
    ],
  ])('%s: to wait for something is no answer to a failure', async (_name, use) => {
    expect(await found('unsafe-retry', service(use))).toEqual([]);
  });

  test('a failure is answered at a fixed beat', async () => {
    const use = `await retry(() => ${rate}, { retries: config.retries, delay: config.delay });`;
    expect(await found('unsafe-retry', service(use))).toEqual(['orders/src/retry.js:7']);
  });
});

test('an address that a developer’s settings give this machine is called by its variable', async () => {
  const files = {
    'orders/package.json': program('orders'),
    'orders/.env': 'ERP_URL=http://localhost:8006\n',
    'orders/src/server.js': `import express from 'express';
import axios from 'axios';
const app = express();
app.get('/orders', async (req, res) => res.json((await axios.get(\`\${process.env.ERP_URL}/orders\`)).data));
app.listen(3000);
`,
  };
  const { findings } = await lintTexts(new Map(Object.entries(files)));
  const [finding] = findings.filter(({ rule }) => rule === 'missing-timeout');
  expect(finding?.message).toBe('"orders" calls the address in ERP_URL without a deadline: axios waits without end');
});

test('two maps of one name in two functions keep nothing for each other', async () => {
  const folder = 'test/fixtures/rules/in-memory-saga/invalid-map';
  const file = 'orders/src/server.js';
  const texts = new Map(readTexts(folder));
  const shared = texts.get(file) ?? '';
  const count = async (text: string): Promise<number> =>
    (await found('in-memory-saga', Object.fromEntries(texts.set(file, text)))).length;
  expect(await count(shared)).toBe(1);
  const own = shared
    .replace('const pendingOrders = new Map();\n', '')
    .replace(/^( *)(.*pendingOrders\.(?:set|get)\()/gm, '$1const pendingOrders = new Map();\n$1$2');
  expect(own.match(/new Map/g)).toHaveLength(2);
  expect(await count(own)).toBe(0);
});

describe('dual writes', () => {
  const shop = (body: string): Files => ({
    'orders/package.json': program('orders', ', "dependencies": { "pg": "8", "amqplib": "0.10" }'),
    'orders/src/server.js': `import { Pool } from 'pg';
import amqp from 'amqplib';
import express from 'express';
const db = new Pool({ host: 'db', database: 'orders' });
const app = express();
app.listen(3000);
${body}
async function open(order) {
  const channel = await (await amqp.connect('amqp://broker')).createChannel();
  await db.query('INSERT INTO orders VALUES ($1)', [order]);
  channel.publish('orders', 'order.placed', Buffer.from(order));
}
`,
  });

  test('of a request are reported', async () => {
    expect(
      await found('dual-write', shop("app.post('/orders', async (req, res) => res.json(await open(req.body)));")),
    ).toEqual(['orders/src/server.js:11']);
  });

  test('made once, when the program starts, are made again when it is started again', async () => {
    expect(await found('dual-write', shop('const main = async () => { await open(1); };\nvoid main();'))).toEqual([]);
  });
});

test('defaults that configuration replaces are no fixed addresses', async () => {
  const asks = (config: string): Files =>
    orders(
      `${config}\napp.get('/quote', async (req, res) => res.json((await axios.get(conf.rates.url + '/rates/1')).data));`,
    );
  const url = "{ rates: { url: 'http://localhost:4000' } }";
  expect(await found('hard-coded-endpoint', asks(`import rc from 'rc';\nconst conf = rc('orders', ${url});`))).toEqual(
    [],
  );
  expect(await found('hard-coded-endpoint', asks(`const conf = ${url};`))).toEqual(['orders/src/server.js:4']);
});

test('a package that is asked to stop the process in order handles the signal; what stops a part of it does not', async () => {
  const asked = "import { registerShutdownHandlers } from '@shop/toolkit';\nregisterShutdownHandlers();";
  const part = "import { Tracer } from '@shop/toolkit';\nnew Tracer().shutdown();";
  expect(await found('missing-graceful-shutdown', orders(asked))).toEqual(['payment/src/server.js:5']);
  expect(await found('missing-graceful-shutdown', orders(part))).toHaveLength(2);
});
