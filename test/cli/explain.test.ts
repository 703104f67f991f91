import { expect, test } from 'vitest';
import { rules } from '../../src/lint/rules/index.ts';
import { runMain } from '../support/run-main.ts';

test('lists every rule, those about suppressions too', async () => {
  const { status, stdout } = await runMain('explain');
  expect(status).toBe(0);
  for (const { name } of rules) expect(stdout).toContain(name);
  expect(stdout).toContain('unused-suppression');
});

test("prints a rule's own text", async () => {
  const { status, stdout } = await runMain('explain', 'shared-database');
  expect(status).toBe(0);
  expect(stdout).toContain('Why it hurts');
  expect(stdout).toContain('archwright-ignore shared-database -- ');
});

test('a misspelt rule is wrong use, with the nearest name', async () => {
  const { status, stdout, stderr } = await runMain('explain', 'shared-databse');
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('there is no rule "shared-databse", did you mean "shared-database"?');
});
