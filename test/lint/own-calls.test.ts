import { expect, test } from 'vitest';
import { ownCalls } from '../../src/lint/own-calls.ts';
import { shopModel } from '../support/shop-model.ts';

const endpoints = Array.from({ length: 20 }, (_, i) => `orders GET /orders/${i}`);
const made = shopModel({
  services: { orders: {}, users: {}, payment: {} },
  calls: [
    ...endpoints.map((id) => ({ route: 'orders → users', serving: `${id.slice('orders '.length)} → GET /users/:id` })),
    { route: 'orders → payment', serving: 'GET /orders/3 → GET /charges/:id' },
  ],
});

test('a call that many endpoints share belongs to none of them', () => {
  const [session, ...others] = made.calls;
  const charge = others.at(-1);
  if (!session || !charge) throw new Error('the model has no calls');
  const shared = { ...session, fromEndpoints: endpoints };
  const callsOf = ownCalls({ ...made, calls: [shared, charge] });
  expect(callsOf('orders GET /orders/3')).toEqual([charge]);
  expect(callsOf('orders GET /orders/4')).toEqual([]);
});

test('in a service with few endpoints two or three may share one', () => {
  const small = shopModel({
    services: { orders: {}, users: {} },
    calls: [{ route: 'orders → users', serving: 'GET /orders → GET /users/:id' }],
  });
  expect(ownCalls(small)('orders GET /orders')).toEqual(small.calls);
});
