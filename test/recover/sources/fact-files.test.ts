import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, onTestFinished, test } from 'vitest';
import type { SystemModel } from '../../../src/model/system.ts';
import { recoverFactFiles } from '../../../src/recover/recover-fact-files.ts';
import { recoverSystem } from '../../../src/recover/recover-system.ts';
import { collectFacts } from '../../../src/recover/write-facts.ts';
import { calls, service, writeFiles, type Files } from '../../support/recover-files.ts';
import { runMain } from '../../support/run-main.ts';

const example = fileURLToPath(new URL('../../../examples/legacy-shop', import.meta.url));

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'archwright-facts-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

async function factsOf(name: string, files: Files): Promise<string> {
  const file = path.join(folder(), `${name}.json`);
  writeFileSync(file, JSON.stringify(await collectFacts(writeFiles(files), { name, version: '1.0.0' })));
  return file;
}

async function link(repositories: Readonly<Record<string, Files>>): Promise<SystemModel> {
  const paths = await Promise.all(Object.entries(repositories).map(([name, files]) => factsOf(name, files)));
  return (await recoverFactFiles(paths)).model;
}

const orders: Files = {
  'package.json': service('orders', 'express', 'axios', 'kafkajs'),
  '.env.example': 'PAYMENT_URL=http://payment:3001\n',
  'src/app.js': `const app = require('express')();
const axios = require('axios');
const { Kafka } = require('kafkajs');
const producer = new Kafka({ brokers: [] }).producer();
app.post('/orders', async (req, res) => {
  await axios.post(process.env.PAYMENT_URL + '/charges', req.body);
  await producer.send({ topic: 'order.placed', messages: [] });
});
app.listen(3000);
`,
};
const payment: Files = {
  'package.json': service('payment', 'express', 'kafkajs'),
  'docker-compose.yml': 'services:\n  payment: { build: ., ports: ["3001:3001"] }\n',
  Dockerfile: 'FROM node:20\nCOPY . .\nCMD ["node", "src/app.js"]\n',
  'src/app.js': `const app = require('express')();
const { Kafka } = require('kafkajs');
const consumer = new Kafka({ brokers: [] }).consumer({ groupId: 'payment' });
consumer.subscribe({ topic: 'order.placed' });
app.post('/charges', (req, res) => res.json({}));
app.listen(3001);
`,
};

test('a repository linked from its facts is the repository, under its name', async () => {
  const file = path.join(folder(), 'shop.json');
  writeFileSync(file, JSON.stringify(await collectFacts(example, { name: 'shop', version: '1.0.0' })));
  const { model, ignores } = await recoverFactFiles([file]);
  const direct = await recoverSystem(example);
  expect(JSON.parse(JSON.stringify({ model, ignores }).replaceAll('shop/', ''))).toEqual({
    ignores: direct.ignores,
    model: { ...JSON.parse(JSON.stringify(direct.model).replaceAll('shop/', '')), root: 'shop', name: 'shop' },
  });
});

test('calls and events lead from one repository to another, with evidence in both', async () => {
  const model = await link({ orders, payment });
  expect(calls(model)).toEqual(['orders POST http://payment:3001/charges → payment']);
  expect(model.calls[0]).toMatchObject({
    toEndpoint: 'payment POST /charges',
    evidence: expect.arrayContaining([
      expect.objectContaining({ file: 'orders/src/app.js', line: 6 }),
      expect.objectContaining({ file: 'orders/.env.example' }),
    ]) as unknown,
  });
  expect(model.publications.map(({ service: by, channel }) => `${by} ${channel}`)).toEqual([
    'orders kafka:order.placed',
  ]);
  expect(model.subscriptions.map(({ service: by, channel }) => `${by} ${channel}`)).toEqual([
    'payment kafka:order.placed',
  ]);
});

test('deployments in a repository of their own reach the services of the others', async () => {
  const deployment = (name: string, env = ''): string =>
    `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name} }\nspec:\n  selector: { matchLabels: { app: ${name} } }\n  template:\n    metadata: { labels: { app: ${name} } }\n    spec:\n      containers: [{ name: app, image: "acme/${name}:1"${env} }]\n---\napiVersion: v1\nkind: Service\nmetadata: { name: ${name}-svc }\nspec: { selector: { app: ${name} }, ports: [{ port: 80 }] }\n`;
  const model = await link({
    orders: { ...orders, '.env.example': '' },
    payment,
    deploy: {
      'k8s/payment.yaml': deployment('payment'),
      'k8s/orders.yaml': deployment('orders', ', env: [{ name: PAYMENT_URL, value: "http://payment-svc" }]'),
    },
  });
  expect(calls(model)).toEqual(['orders POST http://payment-svc/charges → payment']);
  expect(model.calls[0]?.evidence.map(({ file }) => file)).toContain('deploy/k8s/orders.yaml');
});

test('the order of the files does not matter', async () => {
  const paths = [await factsOf('orders', orders), await factsOf('payment', payment), await factsOf('stock', payment)];
  const texts = await Promise.all(
    [paths, paths.toReversed(), [...paths.slice(1), ...paths.slice(0, 1)]].map(async (some) =>
      JSON.stringify(await recoverFactFiles(some)),
    ),
  );
  expect(new Set(texts).size).toBe(1);
});

const api = (route: string, call = ''): Files => ({
  'package.json': { workspaces: ['apps/*'] },
  'apps/api/package.json': service('api', 'express', 'axios', 'pg'),
  'docker-compose.yml': 'services:\n  api: { build: apps/api }\n  db: { image: postgres }\n',
  'apps/api/src/app.js': `const app = require('express')();
const axios = require('axios');
const { Pool } = require('pg');
const pool = new Pool({ connectionString: 'postgres://db:5432/app' });
app.get('${route}', () => pool.query('select * from items'));
${call}
app.listen(3000);
`,
});

test('two services of one name stay two, and a name means the one of the own repository', async () => {
  const model = await link({
    blog: api('/posts'),
    shop: {
      ...api('/items'),
      'apps/web/package.json': service('web', 'express', 'axios'),
      'apps/web/src/app.js': "require('axios').get('http://api/items');\nrequire('express')().listen(80);\n",
    },
    other: {
      'package.json': service('other', 'express', 'axios'),
      'src/app.js': "require('axios').get('http://api/x');\nrequire('express')().listen(80);\n",
    },
  });
  expect(model.services.map(({ id }) => id)).toEqual(['blog/api', 'other', 'shop/api', 'web']);
  expect(calls(model)).toEqual(['other GET http://api/x → (unresolved)', 'web GET http://api/items → shop/api']);
  // `db` is another machine in each.
  expect(model.datastores.map(({ id }) => id)).toEqual(['postgres://blog/db:5432/app', 'postgres://shop/db:5432/app']);
});

const client = (name: string, isPrivate: boolean): Files => ({
  'package.json': { name, private: isPrivate, main: 'dist/index.js', dependencies: { axios: '*' } },
  'src/index.ts':
    "import axios from 'axios';\nexport const charge = (body: unknown) => axios.post('http://payment:3001/charges', body, { timeout: 500 });\n",
});
const importer = (name: string): Files => ({
  'package.json': service('orders', 'express', name),
  'src/app.js': `const { charge } = require('${name}');\nconst app = require('express')();\napp.post('/orders', () => charge({}));\napp.listen(3000);\n`,
});

test.each([
  ['@acme/payment-client', false, ['orders POST http://payment:3001/charges → payment']],
  ['@acme/payment-client', true, []],
  ['payment-client', false, []],
])('package "%s" of another repository, private: %s', async (name, isPrivate, expected) => {
  const model = await link({ orders: importer(name), clients: client(name, isPrivate), payment });
  expect(calls(model)).toEqual(expected);
});

test('a workspace package is the one of the own repository', async () => {
  const mine = client('@acme/client', false);
  const repository = (host: string): Files => ({
    'package.json': { workspaces: ['app', 'client'] },
    ...Object.fromEntries(Object.entries(importer('@acme/client')).map(([file, text]) => [`app/${file}`, text])),
    ...Object.fromEntries(
      Object.entries(mine).map(([file, text]) => [
        `client/${file}`,
        typeof text === 'string' ? text.replace('payment:3001', host) : text,
      ]),
    ),
  });
  const model = await link({ a: repository('one.example.com'), b: repository('two.example.com') });
  expect(model.calls.map(({ from, address }) => `${from} ${address.host ?? ''}`)).toEqual([
    'a/orders one.example.com',
    'b/orders two.example.com',
  ]);
});

const factFile = {
  kind: 'archwright-facts',
  schemaVersion: 1,
  tool: { name: 'archwright', version: '1.0.0' },
  repository: 'orders',
  files: [],
  gaps: [],
  manifests: {},
  sources: {},
  unreadable: {},
};

test.each([
  [
    'another format',
    JSON.stringify({ ...factFile, schemaVersion: 99 }),
    /format 99 cannot be linked: this version reads format 1/,
  ],
  ['a file that was cut off', JSON.stringify(factFile).slice(0, -10), /it is no JSON, or it was cut off/],
  ['a packed file that was cut off', gzipSync(JSON.stringify(factFile)).subarray(0, 40), /it cannot be unpacked/],
  ['other JSON', '{"name": "orders"}', /it is no fact file/],
  ['a list', '[]', /it is no fact file/],
  ['a name with a slash', JSON.stringify({ ...factFile, repository: '../x' }), /its repository has no name/],
  ['paths that lead out', JSON.stringify({ ...factFile, files: ['../x'] }), /parts of it are missing/],
  ['missing parts', JSON.stringify({ ...factFile, sources: undefined }), /parts of it are missing/],
])('%s is a mistake of the user', async (_, content, message) => {
  const file = path.join(folder(), 'facts.json');
  writeFileSync(file, content);
  const { status, stderr } = await runMain('model', '--facts', file);
  expect(status).toBe(2);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^\s+at /m);
});

test('no such file, an empty folder, two files of one repository', async () => {
  const made = folder();
  for (const [arguments_, message] of [
    [[path.join(made, 'none.json')], /none\.json" cannot be read \(it does not exist\)/],
    [[made], /there is no fact file in/],
    [[path.join(made, '*.json')], /there is no fact file that fits/],
    [[await factsOf('orders', orders), await factsOf('orders', payment)], /both facts of the repository "orders"/],
  ] as const) {
    const { status, stderr } = await runMain('lint', '--facts', ...arguments_);
    expect(status).toBe(2);
    expect(stderr).toMatch(message);
  }
});

test('facts, model, lint and docs on the command line, with folders, patterns and packed files', async () => {
  const made = folder();
  for (const [name, files] of Object.entries({ orders, payment })) {
    const { status, stderr } = await runMain(
      'facts',
      writeFiles(files),
      '--name',
      name,
      '--no-cache',
      '-o',
      path.join(made, `${name}.json.gz`),
    );
    expect([status, stderr]).toEqual([0, expect.stringContaining(`facts of 1 source files of "${name}"`)]);
  }
  const texts = new Set<string>();
  for (const some of [made, path.join(made, '*.gz')])
    texts.add((await runMain('model', '--facts', some, '--format', 'json')).stdout);
  expect(texts.size).toBe(1);
  const lint = await runMain('lint', '--facts', made, '--format', 'compact');
  expect([lint.status, lint.stdout]).toEqual([1, expect.stringContaining('orders/src/app.js:6:')]);
  const docs = await runMain('docs', made, '--facts', made, '--out', path.join(made, 'pages'));
  expect(docs.status).toBe(0);
  const page = readFileSync(path.join(made, 'pages/services/orders.md'), 'utf8');
  expect(page).toContain('orders/src/app.js:6');
  expect(page).not.toContain('](../../orders/src');
});

test('fact files follow their schema', async () => {
  const schema = JSON.parse(
    readFileSync(fileURLToPath(new URL('../../../schema/facts.schema.json', import.meta.url)), 'utf8'),
  ) as object;
  const validate = new Ajv2020({ allowUnionTypes: true }).compile(schema);
  const plain = writeFiles({
    'package.json': '{ "name": "stock", "scripts": { "start": "node server.js" } }',
    'server.js': `const http = require('http');
      http.createServer((req, res) => { if (req.method === 'GET' && req.url === '/stock') res.end('[]'); }).listen(3002);`,
  });
  for (const root of [example, plain]) {
    const content: unknown = JSON.parse(JSON.stringify(await collectFacts(root, { name: 'shop', version: '1.0.0' })));
    expect(validate(content) ? [] : validate.errors).toEqual([]);
  }
  expect(validate({ ...factFile, files: undefined })).toBe(false);
});
