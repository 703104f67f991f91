import { expect, test } from 'vitest';
import { neededServices } from '../../src/model/needed-services.ts';
import { call, model } from './build-model.ts';

const show = (sketch: Parameters<typeof model>[0]) =>
  Object.fromEntries(
    [...neededServices(model(sketch))].map(([endpoint, services]) => [endpoint, [...services].sort()]),
  );

const order = call('orders POST /orders -> payment POST /charges');
const charge = call('payment POST /charges -> fraud POST /checks');

test('an endpoint needs its own service and all that it waits for, wherever in a chain it stands', () => {
  expect(show({ calls: [order, charge] })).toEqual({
    'orders POST /orders': ['fraud', 'orders', 'payment'],
    'payment POST /charges': ['fraud', 'payment'],
  });
});

test('in a circle everybody needs everybody, and what it leads to', () => {
  const back = call('fraud POST /checks -> orders POST /orders');
  const out = call('fraud POST /checks -> bank');
  const all = ['bank', 'fraud', 'orders', 'payment'];
  expect(show({ calls: [order, charge, back, out] })).toEqual({
    'orders POST /orders': all,
    'payment POST /charges': all,
    'fraud POST /checks': all,
  });
});

test('modules of one process need no network, and calls of jobs belong to no endpoint', () => {
  expect(show({ calls: [order], kinds: { orders: 'module', payment: 'module' } })).toEqual({});
  expect(show({ calls: [call('billing -> payment POST /charges')] })).toEqual({});
});
