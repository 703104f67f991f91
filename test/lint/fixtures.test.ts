import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compact } from '../../src/lint/reporters/compact.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { lintFolder } from '../support/lint-folder.ts';

const folder = 'test/fixtures/rules';
const cases = rules.flatMap(({ name }) => readdirSync(`${folder}/${name}`).map((system) => [name, system] as const));

// Each system is judged by its own rule: small systems leave out much that others ask for.
test.each(cases)('%s: %s', async (rule, system) => {
  const result = await lintFolder(`${folder}/${rule}/${system}`, rule);
  await expect(compact(result)).toMatchFileSnapshot(`../fixtures/rules/${rule}/${system}/expected.txt`);
  expect(result.services).toBeGreaterThanOrEqual(2);
});
