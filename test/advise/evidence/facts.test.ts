import { beforeAll, describe, expect, test } from 'vitest';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { catalogue, type FactReadings } from '../../../src/advise/evidence/catalogue.ts';
import { gatherFacts } from '../../../src/advise/evidence/gather.ts';
import { readEvidence } from '../../../src/cli/run-evidence.ts';
import { readListing } from '../../../src/recover/read-listing.ts';
import { recoverSystem } from '../../../src/recover/recover-system.ts';
import { commit, commitAll, git } from '../../support/history.ts';
import { writeFiles, type Files } from '../../support/recover-files.ts';

const express = (name: string, body = '', ...dependencies: readonly string[]): Files => ({
  [`${name}/package.json`]: {
    name,
    scripts: { start: 'node src/app.ts' },
    dependencies: Object.fromEntries(['express', ...dependencies].map((one) => [one, '1.0.0'])),
  },
  [`${name}/src/app.ts`]: `import express from 'express';\nimport axios from 'axios';\nconst app = express();\n${body}\napp.listen(3000);\n`,
});

/** Three services in a row, with what stands around them. */
const shop: Files = {
  ...express(
    'web',
    "app.get('/shop', async (req, res) => res.json((await axios.get('http://orders:3000/orders')).data));",
    'axios',
  ),
  ...express(
    'orders',
    "app.get('/orders', async (req, res) => res.json((await axios.get('http://payment:3000/charges')).data));",
    'axios',
    '@opentelemetry/sdk-node',
  ),
  ...express('payment', "app.get('/charges', async (req, res) => res.json([]));", '@aws-sdk/client-s3'),
  'compose.yaml': `services:
  web: { build: web }
  orders: { build: orders }
  payment: { build: payment }
  broker: { image: 'rabbitmq:3' }
  db: { image: 'postgres:16' }
`,
  'web/Dockerfile': 'FROM node:20\nCOPY . .\nCMD ["npm", "start"]\n',
  'orders/Dockerfile': 'FROM node:20\nCOPY . .\nCMD ["npm", "start"]\n',
  'payment/Dockerfile': 'FROM node:20\nCOPY . .\nCMD ["npm", "start"]\n',
  '.github/CODEOWNERS': '# owners\n* @anna\n/orders @shop/orders ben@example.com\n/payment @shop/money @shop/orders\n',
  '.github/workflows/main.yml': 'jobs:\n  release:\n    steps:\n      - run: kubectl apply -f deploy/\n',
  'deploy/orders.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: orders }\n',
  'infra/main.tf': 'provider "aws" {\n}\n',
  'orders/openapi.yaml': 'openapi: 3.1.0\ninfo: { title: orders, version: "1" }\n',
  'payment/test/fixtures/azure.yaml': 'kind: Application\n',
  'docs/example.bicep': 'resource x\n',
};

function workedShop(): string {
  const root = writeFiles(shop);
  commitAll(root, '2023-01-01');
  commit(root, { day: '2023-11-01', files: ['web/src/app.ts'], author: 'Carla <carla@example.com>', tag: 'v0.9.0' });
  for (let day = 10; day < 22; day++) {
    commit(root, { day: `2024-05-${day}`, files: ['orders/src/app.ts'], tag: `orders@1.${day}.0` });
    commit(root, {
      day: `2024-05-${day}T12:20:00`,
      author: day % 2 ? 'Ben <ben@example.com>' : 'Ben B <ben@example.com>',
      files: day % 3 ? ['payment/src/app.ts'] : ['payment/src/app.ts', 'orders/src/app.ts'],
      ...(day % 2 ? { tag: `payment@2.${day}.0` } : {}),
    });
  }
  commit(root, {
    day: '2024-05-22',
    author: 'renovate[bot] <29139614+renovate[bot]@users.noreply.github.com>',
    files: ['web/src/app.ts'],
    tag: 'orders@2.0.0-rc.1',
  });
  return root;
}

let readings: FactReadings;
let root = '';
const value = (name: string): unknown => {
  const found = readings.get(name);
  return found && ('value' in found ? found.value : `unknown: ${found.unknown}`);
};

describe('a shop of three services says', () => {
  beforeAll(async () => {
    // The folder of a single test would be gone in the next one.
    const home = mkdtempSync(path.join(tmpdir(), 'archwright-facts-'));
    root = home;
    return () => rmSync(home, { recursive: true, force: true });
  });

  test('every fact of the catalogue', async () => {
    const made = workedShop();
    git(made, ['clone', '--quiet', `file://${made}`, path.join(root, 'shop')]);
    ({ readings } = await readEvidence(path.join(root, 'shop'), { cache: false }));
    expect([...readings.keys()]).toEqual([...catalogue.keys()]);
  });

  test.each<[string, unknown]>([
    ['contributors-90d', 2],
    ['teams', 2],
    // Twelve days in ninety: tags within an hour are one release, and a trial is none.
    ['releases-per-week', 0.9],
    ['lock-step-releases', 50],
    ['architecture-shape', 'services'],
    ['services', 3],
    ['runtimes', 1],
    ['languages', ['typescript']],
    ['deepest-sync-chain', 2],
    ['services-behind-a-call', 1],
    ['chain-availability', 99.7],
    ['sync-calls-per-endpoint', 1],
    ['services-needed-by-one-request', 2],
    ['sync-cycles', 0],
    ['brokers', ['rabbitmq']],
    ['datastores', ['postgres']],
    // Four of the 24 commits that change a service change two.
    ['co-change', 16],
    ['orchestrator', 'kubernetes'],
    ['clouds', ['aws']],
    ['continuous-integration', true],
    ['continuous-delivery', true],
    ['infrastructure-as-code', true],
    ['tracing', true],
    ['contracts', ['openapi']],
    ['protocols', ['http']],
    ['repository-age', 507 * 86_400_000],
    ['client-apps', 'unknown: no front end was recognised; it may lie elsewhere'],
    ['service-mesh', 'unknown: nothing of it is in the repository; it may lie elsewhere'],
    ['idempotent-consumers', 'unknown: no consumer was recognised'],
  ])('%s', (name, expected) => expect(value(name)).toEqual(expected));

  test('each with its source and the places', () => {
    expect(readings.get('contributors-90d')).toMatchObject({
      source: 'git: 2 authors in 90 days up to 2024-05-22, robots left out',
    });
    expect(readings.get('teams')).toMatchObject({
      source: 'CODEOWNERS: 2 teams',
      evidence: [
        { file: '.github/CODEOWNERS', line: 3, column: 9, note: '@shop/orders' },
        { file: '.github/CODEOWNERS', line: 4, column: 10, note: '@shop/money' },
      ],
    });
    expect(readings.get('deepest-sync-chain')).toMatchObject({
      source: 'model: longest chain web → orders → payment, depth 2',
    });
    expect(readings.get('continuous-delivery')).toMatchObject({
      evidence: [{ file: '.github/workflows/main.yml', line: 4, column: 14 }],
    });
    expect(readings.get('tracing')).toMatchObject({ evidence: [{ file: 'orders/package.json', line: 1 }] });
  });
});

const historyFacts = ['contributors-90d', 'releases-per-week', 'lock-step-releases', 'co-change', 'repository-age'];

test('without git, in a shallow clone and in an empty folder nothing is counted, and the remedy is told', async () => {
  const made = workedShop();
  git(made, ['clone', '--quiet', '--depth=1', `file://${made}`, `${made}-shallow`]);
  const shallow = (await readEvidence(`${made}-shallow`, { cache: false })).readings;
  const none = (await readEvidence(writeFiles(shop), { cache: false })).readings;
  for (const name of historyFacts) {
    expect(shallow.get(name)).toMatchObject({ remedy: expect.stringContaining('git fetch --unshallow') as string });
    expect(none.get(name)).toMatchObject({ unknown: 'there is no git history here' });
  }
  const empty = (await readEvidence(writeFiles({}), { cache: false })).readings;
  const known = [...empty]
    .filter(([, reading]) => 'value' in reading)
    .map(([name, reading]) => [name, 'value' in reading && reading.value]);
  expect(known).toEqual([['source-files', 0]]);
});

test('few commits do not tell how many people work here', async () => {
  const made = writeFiles({ 'orders.ts': '' });
  commitAll(made, '2024-01-01');
  expect((await readEvidence(made, { cache: false })).readings.get('contributors-90d')).toMatchObject({
    unknown: 'git has 1 commit of people in 90 days up to 2024-01-01: too few to count who works here',
  });
});

const consumer = (name: string, topic: string): Files =>
  express(
    name,
    `const bus = new Kafka({ brokers: ['kafka:9092'] }).consumer({ groupId: '${name}' });
await bus.subscribe({ topic: '${topic}' });
Consumer.create({ queueUrl: 'http://queue:9324/000000000000/mails', handleMessage: async () => {} });`,
    'kafkajs',
    'sqs-consumer',
  );
const withImports = (files: Files): Files =>
  Object.fromEntries(
    Object.entries(files).map(([file, text]) => [
      file,
      typeof text === 'string'
        ? `import { Kafka } from 'kafkajs';\nimport { Consumer } from 'sqs-consumer';\n${text}`
        : text,
    ]),
  );

test('reactors are those of a topic, whoever publishes to it; consumers of a queue share its messages', async () => {
  const made = writeFiles({
    ...withImports({ ...consumer('stock', 'orders'), ...consumer('letters', 'orders'), ...consumer('audit', 'logs') }),
    '.github/actions/ship/action.yml': 'runs:\n  steps:\n    - run: kubectl set image deployments/stock stock=$IMAGE\n',
  });
  const { readings: said } = await readEvidence(made, { cache: false });
  expect(said.get('reactors-per-channel')).toMatchObject({ value: 2, source: 'model: letters, stock on orders' });
  // Nothing but a step that pipelines share tells what runs the services.
  expect(said.get('orchestrator')).toMatchObject({
    value: 'kubernetes',
    evidence: [{ file: '.github/actions/ship/action.yml', line: 3 }],
  });
  // A manifest counts with its package.json, which is no code.
  expect(said.get('size-kloc')).toMatchObject({
    source: 'files: 30 lines in 3 files of JavaScript and TypeScript, tests and generated code left out',
  });
});

test('with nothing but a queue one consumer reacts', async () => {
  const made = writeFiles(withImports({ ...consumer('stock', '${topic}'), ...consumer('letters', '${topic}') }));
  const { readings: said } = await readEvidence(made, { cache: false });
  expect(said.get('reactors-per-channel')).toMatchObject({
    value: 1,
    source: 'model: letters, stock on mails, a queue: one of them gets a message',
  });
});

test('a path that comes back to where it began needs the others only, and is shown as it is', async () => {
  const ask = (url: string): string => `async (req, res) => res.json((await axios.get('${url}')).data)`;
  const made = writeFiles({
    ...express(
      'orders',
      `app.get('/orders', ${ask('http://payment:3000/charges')});\napp.get('/lines', ${ask('http://stock:3000/stock')});`,
      'axios',
    ),
    ...express('payment', `app.get('/charges', ${ask('http://orders:3000/lines')});`, 'axios'),
    ...express('stock', "app.get('/stock', (req, res) => res.json([]));"),
  });
  const { readings: said } = await readEvidence(made, { cache: false });
  expect(said.get('deepest-sync-chain')).toMatchObject({
    value: 2,
    source: 'model: longest chain orders → payment → orders → stock, depth 2',
  });
  expect(said.get('services-needed-by-one-request')).toMatchObject({
    value: 2,
    source: 'model: GET /orders of orders needs payment, stock',
  });
});

test('what a consumer of another service does proves nothing about one that the same helper starts', async () => {
  const made = writeFiles(
    withImports({ ...consumer('stock', 'orders'), ...consumer('letters', 'orders'), ...consumer('audit', 'logs') }),
  );
  const { model } = await recoverSystem(made);
  const evidence = [{ file: 'stock/src/app.ts', line: 1, column: 1, note: 'looks before' }];
  const judged = model.subscriptions.map((one) => ({ ...one, idempotence: { state: 'present' as const, evidence } }));
  expect(judged.filter(({ service }) => service === 'stock')).toHaveLength(2);
  const said = await gatherFacts({ ...model, subscriptions: judged }, readListing(made), {
    missing: 'there is none',
    remedy: 'git init',
  });
  expect(said.get('idempotent-consumers')).toMatchObject({ unknown: 'of 6 consumers only 2 could be judged' });
});
