import { expect, test } from 'vitest';
import { synchronousChains } from '../../src/model/chains.ts';
import { call, model } from './build-model.ts';

const show = (sketch: Parameters<typeof model>[0], options?: { limit: number }) =>
  synchronousChains(model(sketch), options).map(({ endpoint, services }) => `${endpoint}: ${services.join(' > ')}`);

const order = call('orders POST /orders -> payment POST /charges');
const charge = call('payment POST /charges -> fraud POST /checks');
const check = call('fraud POST /checks -> customers GET /customers/:id');

test('follows a request hop by hop and gives only the whole path, not its tails', () => {
  const chains = synchronousChains(model({ calls: [check, order, charge] }));
  expect(chains).toEqual([
    {
      endpoint: 'orders POST /orders',
      hops: [order, charge, check],
      services: ['orders', 'payment', 'fraud', 'customers'],
    },
  ]);
});

test('does not join calls of different endpoints of one service', () => {
  const refund = call('payment POST /refunds -> ledger POST /entries');
  expect(show({ calls: [order, refund] })).toEqual([
    'orders POST /orders: orders > payment',
    'payment POST /refunds: payment > ledger',
  ]);
});

test('ends where the endpoint of the callee is not known', () => {
  expect(show({ calls: [order, call('payment POST /charges -> bank')] })).toEqual([
    'orders POST /orders: orders > payment > bank',
  ]);
});

test('leaves out calls that start outside an endpoint, leave the system or stay in the service', () => {
  const job = call('billing -> payment POST /charges');
  const outside = call('payment POST /charges -> x', { to: null, toKind: 'external', toEndpoint: null });
  const own = call('payment POST /charges -> payment GET /rates');
  expect(show({ calls: [job, outside, own] })).toEqual([]);
});

test('ends in a cycle, whichever endpoint it is entered by', () => {
  const back = call('customers GET /customers/:id -> orders POST /orders');
  const chains = show({ calls: [order, charge, check, back] });
  expect(chains).toHaveLength(4);
  expect(chains).toContain('orders POST /orders: orders > payment > fraud > customers');
});

test('a gateway in front is not part of a path', () => {
  const edge = call('web POST /api/orders -> orders POST /orders');
  expect(show({ calls: [edge, order], kinds: { web: 'gateway' } })).toEqual(['orders POST /orders: orders > payment']);
  expect(show({ calls: [edge, order] })).toEqual(['web POST /api/orders: web > orders > payment']);
  expect(show({ calls: [edge], kinds: { web: 'gateway' } })).toEqual([]);
});

test('modules of one process call each other without a network', () => {
  expect(show({ calls: [order], kinds: { orders: 'module', payment: 'module' } })).toEqual([]);
  expect(show({ calls: [order], kinds: { payment: 'module' } })).toHaveLength(1);
});

test('several sites that call one endpoint make one path', () => {
  const again = { ...order, id: 'zz' };
  const chains = synchronousChains(model({ calls: [order, again] }));
  expect(chains.map(({ hops }) => hops.map(({ id }) => id))).toEqual([[order.id]]);
});

test('finds the longest path of a dense graph and stops at the limit', () => {
  const names = Array.from({ length: 30 }, (_, i) => `s${String(i).padStart(2, '0')}`);
  const calls = names.flatMap((from, i) => names.slice(i + 1).map((to) => call(`${from} GET / -> ${to} GET /`)));
  const chains = synchronousChains(model({ calls }), { limit: 50 });
  expect(chains.length).toBeLessThanOrEqual(50);
  expect(Math.max(...chains.map(({ hops }) => hops.length))).toBe(29);
});

test('a complete graph, all of it one cycle, ends too', () => {
  const names = Array.from({ length: 25 }, (_, i) => `s${i}`);
  const calls = names.flatMap((from) =>
    names.filter((to) => to !== from).map((to) => call(`${from} GET / -> ${to} GET /`)),
  );
  expect(synchronousChains(model({ calls }), { limit: 5 })[0]?.hops).toHaveLength(24);
});
