import { expect, test } from 'vitest';
import { compact } from '../../src/lint/reporters/compact.ts';
import { lintFolder } from '../support/lint-folder.ts';

const result = lintFolder('examples/legacy-shop');

test('the legacy shop shows every anti-pattern once, and nothing else', async () => {
  await expect(compact(await result)).toMatchFileSnapshot('legacy-shop.expected.txt');
});

test('no place in it is left not understood', async () => {
  const { coverage, services } = await result;
  expect(services).toBe(5);
  expect(coverage.gaps).toEqual([]);
  expect(coverage.opaqueServices).toEqual([]);
  expect(coverage.calls).toMatchObject({ total: 7, unknownTimeout: 0 });
});
