import { beforeAll, expect, test } from 'vitest';
import type { LintResult } from '../../src/lint/engine.ts';
import { compact } from '../../src/lint/reporters/compact.ts';
import { lintFolder } from '../support/lint-folder.ts';

let result: LintResult;
beforeAll(async () => {
  result = await lintFolder('examples/legacy-shop');
});

test('the legacy shop shows what its README says is wrong with it, and nothing else', async () => {
  await expect(compact(result)).toMatchFileSnapshot('legacy-shop.expected.txt');
});

test('no place in it is left not understood', () => {
  expect(result.services).toBe(5);
  expect(result.coverage.gaps).toEqual([]);
  expect(result.coverage.opaqueServices).toEqual([]);
  expect(result.coverage.calls).toMatchObject({ total: 7, unknownTimeout: 0 });
});
