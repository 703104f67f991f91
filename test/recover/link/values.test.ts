import { describe, expect, test } from 'vitest';
import { distinct, text, type Value } from '../../../src/recover/link/values.ts';

const NOWHERE = { file: 'app.ts', line: 1, column: 1 };
const named = (...names: string[]): Value[] => names.map((name) => text(name, 'literal', NOWHERE));
const names = Array.from({ length: 30 }, (_, index) => `order-${index}`);

describe('a set of values', () => {
  test('keeps the first of those that are the same, in their order', () => {
    expect(distinct(named('b', 'a', 'b', 'c', 'a'))).toEqual(named('b', 'a', 'c'));
  });

  test('holds no more than its limit', () => {
    expect(distinct(named(...names))).toEqual(named(...names.slice(0, 24)));
    expect(distinct(named('a', 'b', 'c'), 2)).toEqual(named('a', 'b'));
  });

  test('is not made again of one that was handed on', () => {
    const set = distinct(named(...names));
    expect(distinct(set)).toBe(set);
  });

  test('is made again where fewer are asked for', () => {
    const set = distinct(named(...names));
    expect(distinct(set, 7)).toEqual(named(...names.slice(0, 7)));
  });
});
