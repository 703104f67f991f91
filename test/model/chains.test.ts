import { expect, test } from 'vitest';
import { synchronousChains, unfollowedEndpoints } from '../../src/model/chains.ts';
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

const ring = (size: number) =>
  Array.from({ length: size }, (_, n) =>
    call(`s${String(n).padStart(3, '0')} GET / -> s${String((n + 1) % size).padStart(3, '0')} GET /`),
  );

test('a circle of three hundred services is told by the paths of a few of its endpoints', () => {
  const system = model({ calls: ring(300) });
  const chains = synchronousChains(system);
  expect(chains).toHaveLength(20);
  expect(new Set(chains.map(({ hops }) => hops.length))).toEqual(new Set([299]));
  const left = unfollowedEndpoints(system);
  expect([left.length, left[0], left.at(-1)]).toEqual([280, 's020 GET /', 's299 GET /']);
  expect(left).not.toContain(chains[0]?.endpoint);
});

test('of a small circle every endpoint is followed', () => {
  const system = model({ calls: ring(20) });
  expect(synchronousChains(system)).toHaveLength(20);
  expect(unfollowedEndpoints(system)).toEqual([]);
});

test('many ways into a large dense circle give a path each, however many hops that is', () => {
  const names = Array.from({ length: 60 }, (_, i) => `s${String(i)}`);
  const dense = names.flatMap((from) =>
    names.filter((to) => to !== from).map((to) => call(`${from} GET / -> ${to} GET /`)),
  );
  const doors = Array.from({ length: 200 }, (_, n) => call(`door${String(n)} GET / -> s0 GET /`));
  const chains = synchronousChains(model({ calls: [...dense, ...doors] }));
  const starts = chains.map(({ endpoint }) => endpoint);
  expect(new Set(starts).size).toBe(200);
  // A hundred for each would be 20,000.
  expect(chains.length).toBeLessThan(2_000);
});

test('a path longer than a stack is deep is followed to its end', () => {
  const calls = ring(12_001).slice(0, -1);
  expect(synchronousChains(model({ calls })).map(({ hops }) => hops.length)).toEqual([12_000]);
});
