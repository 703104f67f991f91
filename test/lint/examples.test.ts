import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rules } from '../../src/lint/rules/index.ts';
import { suppressionDocs } from '../../src/lint/suppression-rules.ts';
import { lintExample } from '../support/lint-example.ts';

const all = [...rules, ...suppressionDocs];
const executed = all.filter(({ examples }) => examples.systems === undefined);

// CONTRIBUTING.md, "Add a rule", says how an example is written so that it can be executed.
describe.each(executed)('the examples of $name', ({ name, examples }) => {
  test('the bad one is reported, in its own lines', async () => {
    const { found, inside } = await lintExample(name, examples.bad);
    expect(
      inside.map(({ message }) => message),
      'a finding in the lines of the example',
    ).not.toEqual([]);
    expect(found, 'findings outside of the lines of the example').toEqual(inside);
  });

  test('the good one is not', async () => {
    const { found } = await lintExample(name, examples.good);
    expect(found.map(({ file, line, message }) => `${file}:${line} ${message}`)).toEqual([]);
  });
});

// Their fixtures are executed by fixtures.test.ts.
// One file cannot show what advice about a system is about, nor what a blueprint says beside the code.
test.each(all.filter((rule) => !executed.includes(rule)))('$name shows whole systems', (rule) => {
  const { bad = '', good = '' } = rule.examples.systems ?? {};
  const needsBlueprint = ['unbuilt-dependency', 'undeclared-dependency'].includes(rule.name);
  expect(needsBlueprint ? 'advice' : rule.group, 'only advice may show systems in place of code').toBe('advice');
  for (const [system, start] of [
    [bad, 'invalid-'],
    [good, 'valid-'],
  ] as const) {
    expect(system).toMatch(new RegExp(`^${start}`));
    expect(existsSync(`test/fixtures/rules/${rule.name}/${system}/expected.txt`), system).toBe(true);
  }
});

test('every folder beside the shop is for a rule', () => {
  const names = readdirSync('test/fixtures/examples').filter((name) => name !== 'shop');
  expect(names.filter((name) => !all.some((rule) => rule.name === name))).toEqual([]);
});
