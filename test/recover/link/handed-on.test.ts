import { describe, expect, test } from 'vitest';
import { recoverFiles, service } from '../../support/recover-files.ts';

// Which endpoints lead to which host, where both handlers hand their work to one helper.
async function hostsByEndpoint(helper: string): Promise<string[]> {
  const model = await recoverFiles({
    'package.json': service('orders', 'express', 'axios'),
    'src/helper.js': helper,
    'src/app.js': `import express from 'express';
import axios from 'axios';
import { guarded } from './helper.js';
const app = express();
app.get('/prices', async (req, res) => {
  res.json(await guarded(() => axios.get('http://pricing/prices')));
});
app.post('/orders', async (req, res) => {
  res.json(await guarded(() => axios.post('http://stock/reservations')));
});
app.listen(3000);
`,
  });
  return model.calls.flatMap((call) => call.fromEndpoints.map((from) => `${from} → ${call.target}`)).sort();
}

describe('work that several hand to one helper', () => {
  test.each([
    ['calls it', 'export async function guarded(work) { return await work(); }'],
    [
      'calls itself with it',
      `export async function guarded(work, left = 3) {
  try { return await work(); } catch (error) {
    if (left === 0) throw error;
    return guarded(work, left - 1);
  }
}`,
    ],
    [
      'hands it on to another',
      `import { callbackify } from 'node:util';
export function guarded(work) {
  const called = callbackify(work);
  return locked(called);
}
const locked = (work) => new Promise((resolve) => work(resolve));`,
    ],
    [
      'is a method of what a factory makes',
      `const made = (name) => ({ wrap: (work) => Promise.resolve(name).then(async () => await work()) });
const manager = made('orders');
export const guarded = (work) => manager.wrap(work);`,
    ],
  ])('is reached by who hands it over, and by nobody else, where the helper %s', async (_, helper) => {
    expect(await hostsByEndpoint(helper)).toEqual([
      'orders GET /prices → http://pricing/prices',
      'orders POST /orders → http://stock/reservations',
    ]);
  });
});

test('stages that a wrapper is given in an object run in the function that it was wrapped into', async () => {
  const model = await recoverFiles({
    'package.json': service('orders', 'express', 'axios'),
    'src/app.js': `import express from 'express';
import axios from 'axios';
const withLock = (stages) => {
  const main = stages.locked;
  return async (order) => main(await stages.before(order));
};
const price = withLock({
  async before(order) { return axios.get('http://pricing/prices'); },
  locked: async (order) => order,
});
const reserve = withLock({
  async before(order) { return order; },
  locked: async (order) => axios.post('http://stock/reservations'),
});
const app = express();
app.get('/prices', async (req, res) => res.json(await price(req.query)));
app.post('/orders', async (req, res) => res.json(await reserve(req.body)));
app.listen(3000);
`,
  });
  expect(model.calls.flatMap((call) => call.fromEndpoints.map((from) => `${from} → ${call.target}`)).sort()).toEqual([
    'orders GET /prices → http://pricing/prices',
    'orders POST /orders → http://stock/reservations',
  ]);
});
