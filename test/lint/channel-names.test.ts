import { expect, test } from 'vitest';
import { isUnknownName, mayArrive } from '../../src/lint/channel-names.ts';

test.each([
  ['order.placed', 'order.placed'],
  ['order.placed', 'order.*'],
  ['order.placed.eu', 'order.>'],
  ['shop/order.placed', 'shop/order.#'],
  ['shop/order', 'shop/order.#'],
  ['shop/placed', 'shop/#.placed'],
  ['order.placed', 'order.#.placed'],
  ['shop/order.placed', 'shop'],
  ['shop', 'shop/order.placed'],
  ['stores/7/stock', 'stores/+/stock'],
  ['orders.placed', '^orders\\.(placed|cancelled)$'],
])('what is sent to %s may arrive at %s', (published, subscribed) => {
  expect(mayArrive(published, subscribed)).toBe(true);
});

test.each([
  ['order.placed', 'order.cancelled'],
  ['order.placed', 'order'],
  ['order.placed', 'payment.*'],
  ['order-placed', 'order.placed'],
  ['shop/order.placed', 'shop/order.cancelled'],
  ['shop/orders', 'shop/order.#'],
  ['replaced', '#.placed'],
])('what is sent to %s does not arrive at %s', (published, subscribed) => {
  expect(mayArrive(published, subscribed)).toBe(false);
});

test('names with holes are not known, object patterns are', () => {
  expect(['', '{}', '{…}', 'order.{state}', '{env.TOPIC}'].filter((name) => !isUnknownName(name))).toEqual([]);
  expect(['order.placed', '{"cmd":"place"}'].filter(isUnknownName)).toEqual([]);
});
