import { expect, test } from 'vitest';
import { lostTime, percent } from '../../src/docs/words.ts';
import {
  availabilityProduct,
  replicatedAvailability,
  slowProbability,
  timeoutSum,
} from '../../src/model/availability.ts';

test('the availability of a chain is the product of its hops', () => {
  expect(availabilityProduct(4)).toBeCloseTo(0.996006, 6);
  expect(availabilityProduct(4, 0.9999)).toBeCloseTo(0.9996, 6);
  expect(availabilityProduct([0.9995, 0.9999])).toBeCloseTo(0.9994, 6);
  expect(availabilityProduct(0)).toBe(1);
  expect(availabilityProduct([])).toBe(1);
});

test('deadlines in a row add up, and hops without one are counted', () => {
  expect(timeoutSum([50, 50, 50, 50])).toEqual({ ms: 200, withoutDeadline: 0 });
  expect(timeoutSum([2000, null])).toEqual({ ms: 2000, withoutDeadline: 1 });
});

test('of a hundred calls that are slow once in a hundred times, one is slow in 63 % of all requests', () => {
  expect(slowProbability(100, 0.01)).toBeCloseTo(0.634, 3);
  expect(slowProbability(1)).toBeCloseTo(0.01, 10);
});

test('figures that others publish come out', () => {
  // Dean and Barroso, "The Tail at Scale": ten servers at 1 %.
  expect(slowProbability(10, 0.01)).toBeCloseTo(0.096, 3);
  // Azure: two regions at 99.95 %.
  expect(replicatedAvailability(0.9995, 2)).toBeCloseTo(0.99999975, 9);
  // What a month of 30 days has left for failures at three and four nines.
  expect([lostTime(0.999), lostTime(0.9999), lostTime(0.99)]).toEqual(['43.2 min', '4.3 min', '7.2 h']);
  expect(percent(availabilityProduct(4))).toBe('99.601 %');
});
