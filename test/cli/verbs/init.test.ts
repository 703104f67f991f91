import { cpSync, mkdtempSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadTrees } from '../../../src/advise/tree-library.ts';
import { declaredModel } from '../../../src/blueprint/declared-model.ts';
import { editBlueprint } from '../../../src/blueprint/edit-blueprint.ts';
import { parseBlueprint, readBlueprint } from '../../../src/blueprint/read-blueprint.ts';
import { recoveredBlueprint } from '../../../src/blueprint/recovered/write-recovered.ts';
import { readTree } from '../../../src/io/read-tree.ts';
import { compareModels } from '../../../src/model/compare.ts';
import { recoverSystem } from '../../../src/recover/recover-system.ts';
import { runMain } from '../../support/run-main.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(path.join(tmpdir(), 'init-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));
const at = (file: string): string => path.join(root, file);

test('without questions writes a blueprint that reads, and refuses to write another', async () => {
  expect(await runMain('init', root, '--yes', '--service', 'orders', '--name', 'shop')).toMatchObject({ status: 0 });
  expect(readFileSync(at('archwright.yaml'), 'utf8')).toMatch(/^# yaml-language-server: \$schema=/);
  expect(readBlueprint(at('archwright.yaml')).services.map(({ name }) => name)).toEqual(['orders']);
  const before = readTree(root);
  expect(await runMain('init', root, '--yes')).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/there is .*archwright.yaml already/),
  });
  expect(readTree(root)).toEqual(before);
});

test('takes what was decided', async () => {
  const record = readFileSync('test/cli/verbs/decided.md', 'utf8');
  mkdirSync(at('docs/decisions'), { recursive: true });
  writeFileSync(at('docs/decisions/0001-broker-rabbitmq.md'), record);
  expect(await runMain('init', root, '--yes', '--from-decisions')).toMatchObject({
    status: 0,
    stderr: 'decided: bus rabbitmq\n',
  });
  expect(readBlueprint(at('archwright.yaml')).defaults.bus).toBe('rabbitmq');
});

test('takes what answers to the trees lead to, and tells what they leave open', async () => {
  writeFileSync(
    at('answers.yaml'),
    `observability: { stage: growth, users_notice_first: false, compliance: none, contract_promise: false, slo_availability: 99, services_now: 4, time_to_find: 15min, messages: true, tracing: false }
discovery: { services_now: 4, platform: machines, moving: true, mesh: false, smart_balancing: true, languages: 1 }
saga-style: { one_transaction: false, steps: 3 }
`,
  );
  const asked = await runMain('init', root, '--yes', '--from-decisions', at('answers.yaml'), '--discovery', 'dns');
  expect(asked.status).toBe(0);
  expect(asked.stderr).toContain('decided: telemetry otel\n');
  expect(asked.stderr).toContain(
    'not decided: saga-style, whose answers are not all there: archwright advise saga-style\n',
  );
  expect(readBlueprint(at('archwright.yaml')).defaults).toMatchObject({
    telemetry: 'otel',
    discovery: 'dns',
    sagas: 'orchestration',
  });
});

test('what options of the trees set is what a blueprint knows', () => {
  const set = [...loadTrees().values()].flatMap(({ id, options }) =>
    [...options.values()].flatMap(({ id: option, blueprint }) =>
      blueprint.flatMap(({ path: to, values }) => values.map((value) => ({ where: `${id}.${option}`, to, value }))),
    ),
  );
  const trees = new Set(set.map(({ where }) => where.split('.')[0]));
  expect([...trees].sort()).toEqual([
    'architecture-style',
    'broker',
    'communication',
    'discovery',
    'observability',
    'saga-engine',
    'saga-style',
  ]);
  for (const { where, to, value } of set)
    expect(() => parseBlueprint('a.yaml', editBlueprint('services: {}\n', [{ path: to, value }])), where).not.toThrow();
});

const files: Readonly<Record<string, string>> = {
  'Orders_API/package.json':
    '{ "name": "Orders_API", "dependencies": { "express": "4", "axios": "1", "kafkajs": "2", "mongodb": "6" } }',
  'Orders_API/index.js': `const express = require('express');
const axios = require('axios');
const { Kafka } = require('kafkajs');
const { MongoClient } = require('mongodb');
const app = express();
const producer = new Kafka({ brokers: ['kafka:9092'] }).producer();
const client = new MongoClient('mongodb://mongo:27017/orders');
app.get('/orders/:id', async (req, res) => res.json(await client.db().collection('OrderRows').findOne({ id: req.params.id })));
app.post('/orders', async (req, res) => {
  await axios.post('http://billing:8080/pay/now', req.body);
  await axios.get(process.env.SOMEWHERE + '/x');
  await producer.send({ topic: 'order_created', messages: [{ value: 'x' }] });
  res.end();
});
app.get('/health', (req, res) => res.end());
app.listen(8080);
`,
  'billing/main.py': 'print("hello")\n',
  'billing/Dockerfile': 'FROM python:3\nCMD ["python", "main.py"]\n',
  'docker-compose.yml':
    'services:\n  orders_api:\n    build: ./Orders_API\n    ports: ["8080:8080"]\n  billing:\n    build: ./billing\n    ports: ["8081:8080"]\n',
};

describe('from code', () => {
  beforeEach(() => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(at(file)), { recursive: true });
      writeFileSync(at(file), text);
    }
  });

  test('says what was found, and what was not', async () => {
    expect(await runMain('init', root, '--from-code', '--no-cache')).toMatchObject({ status: 0, stderr: '' });
    const text = readFileSync(at('archwright.yaml'), 'utf8');
    expect(text).toContain('existing: { name:');
    expect(text).toContain('defaults: { bus: kafka }');
    expect(text).toMatch(/language: javascript, stores: \[ ?mongodb ?\]/);
    expect(text).toMatch(/- OrderRows {2}# Orders_API\/index.js:8/);
    expect(text).toMatch(/- order_created {2}# Orders_API\/index.js:12/);
    expect(text).toMatch(/billing:\n +- POST \/pay\/now {2}# Orders_API\/index.js:10/);
    expect(text).toMatch(/# unknown: whom axios calls.* see Orders_API\/index.js:11/);
    expect(text).toMatch(/existing: \{ language: python \}\n +# unknown:/);
    expect(text).not.toContain('/health');
  });

  test('declares what is observed', async () => {
    await runMain('init', root, '--from-code', '--no-cache');
    const observed = (await recoverSystem(root, { cache: false })).model;
    const declared = declaredModel(readBlueprint(at('archwright.yaml')));
    expect(compareModels(declared, observed)).toEqual({ declaredOnly: [], observedOnly: [] });
    expect(declared.calls.length + declared.publications.length + declared.datastoreUses.length).toBe(3);
  });

  test('nothing of it is generated, and what is new beside it is', async () => {
    await runMain('init', root, '--from-code', '--no-cache');
    const before = readTree(root);
    const { status, stdout } = await runMain('generate', root);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^leave .*billing.*: their code is there already/);
    expect(readTree(root)).toEqual(before);
    const beside = [
      'new',
      'service',
      'refunds',
      '--dir',
      root,
      '--endpoint',
      'POST /refunds',
      '--calls',
      'orders-api POST /orders',
    ];
    expect(await runMain(...beside)).toMatchObject({ status: 0 });
    for (const [file, text] of Object.entries(files)) expect(readFileSync(at(file), 'utf8')).toBe(text);
    expect(readFileSync(at('compose.yaml'), 'utf8')).toContain(
      'ORDERS_API_URL: ${ORDERS_API_URL:?where "orders-api" is}',
    );
    expect(readFileSync(at('dev.mjs'), 'utf8')).toContain("process.env.ORDERS_API_URL ?? 'http://127.0.0.1:8080'");
  });
});

test('code that was generated and is declared existing later stays as it is', async () => {
  writeFileSync(at('archwright.yaml'), 'services:\n  orders: { owns: [orders] }\n  payment: { owns: [charges] }\n');
  await runMain('generate', root);
  const before = readTree(at('services/payment'));
  writeFileSync(
    at('archwright.yaml'),
    'services:\n  orders: { owns: [orders] }\n  payment: { existing: true, owns: [charges] }\n',
  );
  expect((await runMain('generate', root)).status).toBe(0);
  expect(readTree(at('services/payment'))).toEqual(before);
});

// Every system of the fixtures, as far as a blueprint has words for what is in it.
test.each(
  [
    'commonjs-amqplib-mongoose',
    'express-got-kafka',
    'fastify-undici-bullmq',
    'grpc-nats',
    'kubernetes-fetch-knex',
    'moleculer',
    'nest-axios-rabbitmq',
  ].map((name) => [name]),
)('the fixture %s is declared as it is observed', async (name) => {
  const folder = path.join('test/fixtures/mutation', name);
  cpSync(folder, root, { recursive: true });
  const observed = (await recoverSystem(root, { cache: false })).model;
  const text = recoveredBlueprint(observed, 'archwright.yaml', name);
  const { declaredOnly, observedOnly } = compareModels(
    declaredModel(parseBlueprint('archwright.yaml', text)),
    observed,
  );
  expect(declaredOnly).toEqual([]);
  for (const { what } of observedOnly) expect(text).toContain(what.split(' ').at(-1));
});
