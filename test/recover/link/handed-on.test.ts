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
  ])('is reached by who hands it over, and by nobody else, where the helper %s', async (_, helper) => {
    expect(await hostsByEndpoint(helper)).toEqual([
      'orders GET /prices → http://pricing/prices',
      'orders POST /orders → http://stock/reservations',
    ]);
  });
});
