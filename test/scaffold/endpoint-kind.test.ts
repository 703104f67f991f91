import { expect, test } from 'vitest';
import { singular } from '../../src/blueprint/table-events.ts';
import { endpointRole } from '../../src/scaffold/views/endpoint-kind.ts';

const tables = ['orders', 'order_items', 'stock'];

test.each([
  ['POST', '/orders', 'create', 'orders'],
  ['GET', '/orders', 'list', 'orders'],
  ['GET', '/orders/:id', 'read', 'orders'],
  ['PUT', '/orders/:id', 'put', 'orders'],
  ['PATCH', '/orders/:id', 'change', 'orders'],
  ['DELETE', '/orders/:id', 'remove', 'orders'],
  ['POST', '/orders/:id/cancel', 'change', 'orders'],
  ['POST', '/orders/cancel', 'change', 'orders'],
  ['GET', '/orders/:id/history', 'read', 'orders'],
  ['POST', '/orders/:id/items', 'create', 'order_items'],
  ['GET', '/orders/:id/items/:item', 'read', 'order_items'],
  ['POST', '/order-items', 'create', 'order_items'],
  ['GET', '/stock/:sku', 'read', 'stock'],
  ['GET', '/', 'list', 'orders'],
] as const)('%s %s is to %s in %s', (method, path, kind, table) => {
  expect(endpointRole({ method, path }, tables)).toMatchObject({ kind, table });
});

test('without a table an endpoint is plain', () => {
  expect(endpointRole({ method: 'GET', path: '/quotes' }, [])).toMatchObject({ kind: 'plain', table: null });
});

test.each([
  ['orders', 'order'],
  ['categories', 'category'],
  ['addresses', 'address'],
  ['boxes', 'box'],
  ['stock', 'stock'],
  ['status', 'status'],
])('one of %s is %s', (plural, one) => expect(singular(plural)).toBe(one));
