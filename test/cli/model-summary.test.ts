import { expect, test } from 'vitest';
import { modelSummary } from '../../src/cli/model-summary.ts';
import { plainPalette } from '../../src/lint/reporters/reporter.ts';
import { at, noTimeout, policy, shopModel } from '../support/shop-model.ts';

const model = shopModel({
  services: {
    gateway: { kind: 'gateway', frameworks: [] },
    orders: { health: { state: 'absent', evidence: [] } },
    payment: { kind: 'worker', ports: [], listens: [] },
  },
  calls: [
    { route: 'gateway → orders', serving: 'ALL /api/orders → POST /orders', method: 'POST', path: '/orders' },
    {
      route: 'orders → api.cards.example',
      serving: 'POST /orders',
      method: 'POST',
      path: '/v1/charges',
      policy: { ...policy(noTimeout), retry: { state: 'present', source: 'axios-retry' } },
      evidence: [at('orders/src/cards.ts:7:9')],
    },
  ],
  stores: {
    orders: {
      database: 'orders',
      usedBy: {
        orders: [
          { table: 'orders', mode: 'write', operation: 'insert' },
          { table: 'customers', mode: 'read', operation: 'select' },
        ],
      },
    },
  },
  events: ['order.paid: orders → payment'],
});

test.each([80, 50])('a model for people, on %i columns', async (width) => {
  await expect(modelSummary(model, plainPalette, width)).toMatchFileSnapshot(`model-summary-${width}.txt`);
});
