import { expect, test } from 'vitest';
import { declaredModel } from '../../src/blueprint/declared-model.ts';
import { parseBlueprint, readBlueprint } from '../../src/blueprint/read-blueprint.ts';
import { synchronousChains } from '../../src/model/chains.ts';
import { compareModels } from '../../src/model/compare.ts';
import { eventCycles, synchronousCycles } from '../../src/model/cycles.ts';
import { sharedDatastores } from '../../src/model/sharing.ts';

const shop = declaredModel(readBlueprint('examples/shop/archwright.yaml'));

test('the shop has what its blueprint declares', () => {
  expect([shop.name, shop.root, shop.origin]).toEqual(['shop', 'examples/shop', 'declared']);
  expect(shop.services.map(({ id, kind, health }) => `${id} ${kind} ${health.state}`)).toEqual([
    'catalogue service present',
    'inventory service present',
    'notification worker present',
    'orders service present',
    'payment service present',
    'web gateway present',
  ]);
  expect(shop.endpoints.map(({ id }) => id)).toEqual([
    'catalogue GET /products',
    'catalogue GET /products/:id',
    'inventory GET /stock/:sku',
    'inventory POST /reservations',
    'inventory POST /reservations/release',
    'orders GET /orders/:id',
    'orders POST /orders',
    'payment POST /charges',
    'payment POST /charges/refund',
  ]);
  expect(shop.calls.map(({ id }) => id)).toEqual([
    'catalogue -> inventory GET /stock/:sku',
    'orders -> inventory POST /reservations',
    'orders -> inventory POST /reservations/release',
    'orders -> payment POST /charges',
    'orders -> payment POST /charges/refund',
    'web -> catalogue ALL /api/products',
    'web -> orders ALL /api/orders',
  ]);
  expect(shop.channels).toEqual([
    { id: 'nats:order.created', broker: 'nats', name: 'order.created' },
    { id: 'nats:payment.settled', broker: 'nats', name: 'payment.settled' },
  ]);
  const flows = (list: typeof shop.publications) => list.map(({ service, channel }) => `${service} ${channel}`);
  expect(flows(shop.publications)).toEqual(['orders nats:order.created', 'payment nats:payment.settled']);
  expect(flows(shop.subscriptions)).toEqual([
    'notification nats:order.created',
    'notification nats:payment.settled',
    'orders nats:payment.settled',
  ]);
  expect(shop.datastores.map(({ engine, database }) => `${engine} ${database}`)).toEqual([
    'postgres catalogue',
    'postgres inventory',
    'postgres orders',
    'postgres payment',
  ]);
});

test('every fact points at its place in the blueprint', () => {
  const [stock] = shop.calls;
  expect(stock).toMatchObject({
    fromEndpoints: ['catalogue GET /products/:id'],
    toEndpoint: 'inventory GET /stock/:sku',
    target: 'http://inventory:3001/stock/:sku',
    policy: { timeout: { state: 'set', ms: 500 }, retry: { state: 'present' }, circuitBreaker: { state: 'present' } },
    evidence: [{ file: 'archwright.yaml', line: 54, column: 11 }],
  });
  const [orders] = shop.datastoreUses.filter(({ service }) => service === 'orders');
  expect(orders?.accesses.map(({ table, mode, evidence }) => [table, mode, evidence[0]?.column])).toEqual([
    ['orders', 'read', 12],
    ['orders', 'write', 12],
    ['order_items', 'read', 20],
    ['order_items', 'write', 20],
  ]);
  const refund = shop.calls.find(({ toEndpoint }) => toEndpoint === 'payment POST /charges/refund');
  expect(refund?.evidence[0]).toMatchObject({ line: 23, note: 'compensation 2 of the saga "place-order"' });
  expect(refund?.policy.timeout.ms).toBe(10_000);
});

test('the shop is sound: no long chain, no cycle, no shared store', () => {
  expect(synchronousChains(shop).map(({ services }) => services)).toEqual([['catalogue', 'inventory']]);
  expect([...synchronousCycles(shop), ...eventCycles(shop), ...sharedDatastores(shop)]).toEqual([]);
});

test('a model agrees with itself, and a step less is a call less', () => {
  expect(compareModels(shop, shop)).toEqual({ declaredOnly: [], observedOnly: [] });
  const calls = shop.calls.filter(({ toEndpoint }) => toEndpoint !== 'payment POST /charges/refund');
  expect(compareModels(shop, { ...shop, calls }).declaredOnly).toMatchObject([
    { kind: 'call', service: 'orders', what: 'payment POST /charges/refund' },
  ]);
});

test('an endpoint that a declared call and a saga reach is one call with the policy that was declared', () => {
  const text = `services:
  orders:
    calls: { payment: [charge: { timeout: 1s, retries: 0 }] }
    endpoints: [POST /orders: { calls: [payment.charge] }]
    sagas: { place-order: { steps: [payment.charge] } }
  payment: { endpoints: [POST /charges as charge] }
`;
  const { calls, datastores } = declaredModel(parseBlueprint('archwright.yaml', text));
  expect(calls).toHaveLength(1);
  expect(calls[0]).toMatchObject({ policy: { timeout: { ms: 1000 }, retry: { state: 'absent' } } });
  expect(calls[0]?.fromEndpoints).toEqual(['orders POST /orders']);
  expect(calls[0]?.evidence.map(({ line }) => line)).toEqual([3, 5]);
  // The saga's state needs a store, even without a table.
  expect(datastores.map(({ id }) => id)).toEqual(['postgres:orders']);
});

test('the services of a modular monolith are modules with a schema each in one database', () => {
  const text = `system: { name: shop, shape: modular-monolith }
services:
  orders: { owns: [orders], endpoints: [POST /orders: { calls: [payment.charge] }], calls: { payment: [charge] } }
  payment: { owns: [charges], endpoints: [POST /charges as charge], publishes: [payment.settled] }
`;
  const model = declaredModel(parseBlueprint('archwright.yaml', text));
  expect(model.services.map(({ kind }) => kind)).toEqual(['module', 'module']);
  expect(model.datastores.map(({ database, schema }) => [database, schema])).toEqual([
    ['shop', 'orders'],
    ['shop', 'payment'],
  ]);
  expect(model.channels[0]?.broker).toBe('in-process');
  expect(synchronousChains(model)).toEqual([]);
});
