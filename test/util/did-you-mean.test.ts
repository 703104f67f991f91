import { expect, test } from 'vitest';
import { didYouMean } from '../../src/util/did-you-mean.ts';

test('names the nearest word, and none when nothing is near', () => {
  expect(didYouMean('serivces', ['services', 'system'])).toBe('services');
  expect(didYouMean('lnit', ['lint', 'docs'])).toBe('lint');
  expect(didYouMean('banana', ['lint', 'docs'])).toBeUndefined();
});
