import { expect, test } from 'vitest';
import { mountAt } from '../src/mounts.ts';

const inner = mountAt({ '/api/orders': '/orders', '/api/orders/old': '/archive', '/shop': '' });

test.each([
  ['/api/orders', '/orders'],
  ['/api/orders/7?full=1', '/orders/7?full=1'],
  ['/api/orders?limit=1', '/orders?limit=1'],
  ['/api/orders/old/7', '/archive/7'],
  ['/api/ordersheet', '/api/ordersheet'],
  ['/orders/7', '/orders/7'],
  ['/shop/basket', '/basket'],
  ['/shop', '/'],
  ['/shop?x=1', '/?x=1'],
])('%s stands for %s', (url, path) => {
  expect(inner(url)).toBe(path);
});
