import { expect, test } from 'vitest';
import { comparableSizes, median, robustScore } from '../../src/lint/service-sizes.ts';
import { shopModel } from '../support/shop-model.ts';

test('the median of an even number of values lies between the middle two', () => {
  expect(median([])).toBe(0);
  expect(median([9, 1, 5])).toBe(5);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test('one giant does not hide itself by moving the average', () => {
  const lines = [600, 700, 650, 800, 90_000];
  expect(robustScore(90_000, lines)).toBeGreaterThan(3.5);
  expect(lines.slice(0, 4).filter((one) => Math.abs(robustScore(one, lines)) > 1)).toEqual([]);
});

test('half and twice the size are equally far off', () => {
  const lines = [99, 199, 399, 799, 1599];
  expect(robustScore(199, lines)).toBeCloseTo(-robustScore(799, lines), 5);
});

test('among peers of one size a small difference is none', () => {
  expect(robustScore(110, [100, 100, 100, 100, 110])).toBeLessThan(1);
});

test('only business services whose source was read are compared', () => {
  const model = shopModel({
    services: {
      orders: {},
      mail: { kind: 'worker' },
      legacy: { language: 'java', lines: 0 },
      web: { kind: 'gateway' },
    },
    calls: ['orders', 'mail', 'legacy', 'web'].map((to) => ({ route: `web → ${to}`, serving: `GET / → GET /${to}` })),
  });
  expect(comparableSizes(model).map(({ service }) => service.id)).toEqual(['orders']);
});
