import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compact } from '../../src/lint/reporters/compact.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { lintFolder } from '../support/lint-folder.ts';

const folder = 'test/fixtures/rules';
const cases = rules.flatMap(({ name }) => readdirSync(`${folder}/${name}`).map((system) => [name, system] as const));

// A system that shows a rule is judged by that rule alone; one that only looks like it has to be sound altogether.
test.each(cases)('%s: %s', async (rule, system) => {
  const result = await lintFolder(`${folder}/${rule}/${system}`, ...(system.startsWith('invalid-') ? [rule] : []));
  await expect(compact(result)).toMatchFileSnapshot(`../fixtures/rules/${rule}/${system}/expected.txt`);
  expect(result.services).toBeGreaterThanOrEqual(2);
});
