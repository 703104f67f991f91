import { expect, test } from 'vitest';
import { sharedDatabase } from '../../../src/lint/rules/shared-database.ts';
import { shopModel } from '../../support/shop-model.ts';

const services = { billing: {}, orders: {}, reports: {} };
const write = (table: string) => ({ table, mode: 'write', operation: 'insert' }) as const;
const read = (table: string) => ({ table, mode: 'read', operation: 'select' }) as const;

test('two services that write one table are an error, shown at the first binding', () => {
  const usedBy = { billing: [write('orders')], orders: [write('orders'), write('order_items')] };
  const [report, ...others] = sharedDatabase.run(shopModel({ services, stores: { shop: { usedBy } } }));
  expect(others).toEqual([]);
  expect(report).toMatchObject({
    at: { file: 'billing/src/db.ts', line: 4, column: 21 },
    severity: 'error',
    service: 'billing',
    message:
      '"billing" and "orders" open one database, postgres "shop" at db:5432; more than one of them writes "orders"',
  });
  expect(report?.evidence.map(({ file, note }) => `${file} ${note}`)).toEqual([
    'orders/src/db.ts "orders" opens it here',
    'billing/src/store.ts "billing" writes "orders" here',
    'orders/src/store.ts "orders" writes "orders" here',
  ]);
});

test('one that writes and one that reads are an error too; reading only is a warning', () => {
  const mixed = { orders: [write('orders')], reports: [read('orders')] };
  const [report] = sharedDatabase.run(shopModel({ services, stores: { shop: { usedBy: mixed } } }));
  expect(report?.severity).toBe('error');
  expect(report?.message).toContain('"orders" is written by "orders" and read by another');
  const reading = { orders: [read('orders')], reports: [read('orders')] };
  expect(sharedDatabase.run(shopModel({ services, stores: { shop: { usedBy: reading } } }))[0]?.severity).toBe(
    'warning',
  );
});

test('separate tables are a warning', () => {
  const usedBy = { billing: [write('invoices')], orders: [write('orders')] };
  const [report] = sharedDatabase.run(shopModel({ services, stores: { shop: { usedBy } } }));
  expect(report?.severity).toBe('warning');
  expect(report?.message).toContain('with separate tables as far as known');
});

test('a default port and a spelt-out port, two spellings of an engine, are one database', () => {
  const stores = {
    a: { engine: 'postgresql', port: null, usedBy: { orders: [] } },
    b: { engine: 'postgres', schema: 'public', usedBy: { billing: [] } },
  };
  expect(sharedDatabase.run(shopModel({ services, stores }))).toHaveLength(1);
});

test.each([
  ['another database on the same server', { database: 'billing' }],
  ['another schema', { schema: 'billing' }],
  ['the same name on another host', { host: 'billing-db' }],
  ['another port', { port: 5433 }],
])('%s is no finding', (_, other) => {
  const stores = { a: { usedBy: { orders: [] } }, b: { ...other, usedBy: { billing: [] } } };
  expect(sharedDatabase.run(shopModel({ services, stores }))).toEqual([]);
});

test.each([
  ['redis', { engine: 'redis', database: '0' }],
  ['nothing known', { host: null, port: null, database: null }],
  ["a host of one's own and a name that everybody chooses", { host: 'localhost', database: 'postgres' }],
  ['a known host alone', { database: null }],
  ['an embedded file beside the code', { engine: 'sqlite', host: null, port: null, database: 'data/shop.db' }],
])('%s does not tell that a database is shared', (_, store) => {
  const usedBy = { billing: [], orders: [] };
  expect(sharedDatabase.run(shopModel({ services, stores: { shop: { ...store, usedBy } } }))).toEqual([]);
});

test('a known host and the same table do', () => {
  const usedBy = { billing: [read('orders')], orders: [write('orders')] };
  expect(sharedDatabase.run(shopModel({ services, stores: { shop: { database: null, usedBy } } }))).toHaveLength(1);
});

test('a name that two would not choose is enough without a host', () => {
  const usedBy = { billing: [], orders: [] };
  const stores = { shop: { host: null, port: null, database: 'legacy_shop', usedBy } };
  expect(sharedDatabase.run(shopModel({ services, stores }))[0]?.message).toBe(
    '"billing" and "orders" open one database, postgres "legacy_shop", with separate tables as far as known',
  );
});

test('the API and the worker of one service, and modules, may share', () => {
  const usedBy = { 'orders-api': [], 'orders-worker': [] };
  const pair = { 'orders-api': {}, 'orders-worker': { kind: 'worker' } } as const;
  expect(sharedDatabase.run(shopModel({ services: pair, stores: { shop: { usedBy } } }))).toEqual([]);
  const modules = { billing: { kind: 'module' }, orders: { kind: 'module' } } as const;
  const both = { billing: [], orders: [] };
  expect(sharedDatabase.run(shopModel({ services: modules, stores: { shop: { usedBy: both } } }))).toEqual([]);
});

test('a database may be allowed', () => {
  const model = shopModel({ services, stores: { shop: { usedBy: { billing: [], orders: [] } } } });
  expect(sharedDatabase.run(model, { allow: ['shop'] })).toEqual([]);
});
