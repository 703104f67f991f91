import { expect, test } from 'vitest';
import { byHand } from '../../../src/recover/inventory/by-hand.ts';
import { lintTexts } from '../../support/lint-texts.ts';

test.each([
  ['orders/src/scripts/fix-totals.ts', true],
  ['orders/src/billing/scripts/replay.ts', true],
  ['libs/data/src/one-off/backfill.ts', true],
  ['orders/src/bin/import-catalog.ts', true],
  // Started.
  ['orders/src/bin/server.ts', false],
  // Nothing else of this package is known to be started.
  ['payment/src/bin/main.ts', false],
  ['payment/bin/www.js', false],
  ['orders/src/subscriptions/bind.ts', false],
  ['orders/src/description/text.ts', false],
])('%s: %s', (file, expected) => {
  expect(byHand(['orders/src/bin/server.ts'])(file)).toBe(expected);
});

const call = (path: string): string =>
  `import axios from 'axios';\nexport const ask = () => axios.get('http://payment:3000${path}');\n`;

function shop(server: string): ReadonlyMap<string, string> {
  return new Map([
    ['orders/package.json', '{ "name": "orders", "scripts": { "start": "node src/server.js" } }'],
    ['orders/src/server.js', server],
    ['orders/src/scripts/replay.js', `${call('/replays')}\nask();\n`],
  ]);
}

const SERVER = "import express from 'express';\nconst app = express();\napp.listen(3000);\n";

test('a script that nothing starts and nothing imports is no part of the service', async () => {
  const { model } = await lintTexts(shop(SERVER));
  expect(model.calls).toEqual([]);
});

test('a script that production code imports is one', async () => {
  const { model } = await lintTexts(
    shop(`${SERVER}import { ask } from './scripts/replay.js';\napp.post('/r', ask);\n`),
  );
  expect(model.calls.map(({ path }) => path)).toEqual(['/replays']);
});

test('a program that a script runs beside the one that serves is none, with all that stands in its folder', async () => {
  const files = new Map([
    [
      'orders/package.json',
      '{ "name": "orders", "scripts": { "start": "node src/server.js", "import:catalog": "node src/catalog" } }',
    ],
    ['orders/src/server.js', `${SERVER}import { ask } from './catalog/rates.js';\napp.post('/r', ask);\n`],
    ['orders/src/catalog/index.js', "import { ask } from './goods.js';\nask();\n"],
    ['orders/src/catalog/goods.js', call('/goods')],
    ['orders/src/catalog/rates.js', call('/rates')],
  ]);
  const { model } = await lintTexts(files);
  expect(model.calls.map(({ path }) => path)).toEqual(['/rates']);
});
