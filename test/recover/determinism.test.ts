import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { recoverSystem } from '../../src/recover/recover-system.ts';
import { service, writeFiles, type Files } from '../support/recover-files.ts';

const shop = fileURLToPath(new URL('../../examples/legacy-shop', import.meta.url));

const files: Files = {
  'docker-compose.yml': 'services:\n  orders: { build: orders }\n  payment: { build: payment, ports: ["3001:3001"] }\n',
  'package.json': { name: 'shop', workspaces: ['orders', 'payment', 'libs/*'] },
  'orders/package.json': service('orders', 'express', '@shop/http'),
  'orders/src/app.ts':
    "import express from 'express';\nimport { post } from '@shop/http';\nimport './events';\nconst app = express();\napp.post('/orders', () => post('/charges'));\napp.listen(3000);\n",
  'orders/src/events.ts':
    "import { Kafka } from 'kafkajs';\nconst producer = new Kafka({ brokers: [] }).producer();\nexport const send = (topic: string) => producer.send({ topic, messages: [] });\nsend('order.created');\nsend('order.paid');\n",
  'payment/package.json': service('payment', 'express', '@shop/http'),
  'payment/src/app.ts':
    "import express from 'express';\nconst app = express();\napp.post('/charges', charge);\napp.listen(3001);\n",
  'libs/http/package.json': { name: '@shop/http', main: 'dist/index.js' },
  'libs/http/src/index.ts':
    "import axios from 'axios';\nconst hosts = [process.env.A_URL || 'http://payment:3001', 'http://payment'];\nexport const post = (path: string) => axios.post(hosts[Math.random()] + path);\n",
};

const textOf = async (root: string): Promise<string> => JSON.stringify((await recoverSystem(root)).model);

test('the same input gives the same bytes', async () => {
  expect(await textOf(shop)).toBe(await textOf(shop));
});

test('the order in which files were made does not matter', async () => {
  const entries = Object.entries(files);
  const rotated = [...entries.slice(5), ...entries.slice(0, 5)];
  const texts = [];
  for (const order of [entries, entries.toReversed(), rotated]) {
    const root = writeFiles(Object.fromEntries(order));
    texts.push((await textOf(root)).replaceAll(root, 'root'));
  }
  expect(new Set(texts).size).toBe(1);
  expect(texts[0]).toContain('kafka:order.paid');
});

test('other files beside it do not change what is said of a system', async () => {
  const plain = writeFiles(files);
  const crowded = writeFiles({ ...files, 'README.md': '# Shop', 'orders/logo.png': 'x', 'docs/a.txt': 'axios.get()' });
  mkdirSync(path.join(crowded, 'node_modules/axios'), { recursive: true });
  writeFileSync(path.join(crowded, 'node_modules/axios/index.js'), "require('http').get('http://payment');\n");
  expect((await textOf(crowded)).replaceAll(crowded, 'root')).toBe((await textOf(plain)).replaceAll(plain, 'root'));
});

test('nothing is written', async () => {
  const root = writeFiles(files);
  const before = listing(root);
  await recoverSystem(root);
  expect(listing(root)).toEqual(before);
});

/** Every file and folder with its size and the time of its last change. */
function listing(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const { size, mtimeMs } = statSync(path.join(root, name));
      return `${name} ${size} ${mtimeMs}`;
    });
}
