import { expect, test } from 'vitest';
import { findHost, type HostOwner } from '../../../src/recover/inventory/find-host.ts';
import { inventoryOf, pkg, unitAt } from './shop.ts';

const inventory = inventoryOf({
  'blog/docker-compose.yml': 'services:\n  users: { build: users, ports: ["3001:3000"] }\n  db: { image: mongo }\n',
  'blog/users/package.json': pkg('users', { scripts: { start: 'node app.js' } }),
  'blog/users/app.js': '',
  'shop/docker-compose.yml':
    'services:\n  users: { build: users, ports: ["3002:3000"] }\n  cart: { build: cart }\n  db: { image: postgres, ports: ["5432:5432"] }\n',
  'shop/users/package.json': pkg('users', { scripts: { start: 'node app.js' } }),
  'shop/users/app.js': '',
  'shop/cart/package.json': pkg('cart', { scripts: { start: 'node app.js' } }),
  'shop/cart/app.js': '',
});
const cart = unitAt(inventory, 'shop/cart');
const name = (owner: HostOwner | undefined): string | undefined =>
  owner === undefined ? undefined : 'unit' in owner ? owner.unit.id : owner.image.engine;

test.each([
  ['users', null, 'shop/users'],
  ['users.shop.svc.cluster.local', 3000, 'shop/users'],
  ['db', 5432, 'postgres'],
  ['localhost', 3001, 'blog/users'],
  ['127.0.0.1', 5432, 'postgres'],
  ['localhost', 4000, undefined],
  ['api.stripe.com', 443, undefined],
])('%s:%s is %s for the cart', (host, port, expected) => {
  expect(name(findHost(inventory, host, port, cart))).toBe(expected);
});

test('a name that two systems use is nobody’s without a caller', () => {
  expect(findHost(inventory, 'users', null)).toBeUndefined();
});
