import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { explainRule, listRules, ruleMarkdown } from '../../src/lint/explain-rule.ts';
import { plainPalette } from '../../src/lint/reporters/reporter.ts';
import { rules } from '../../src/lint/rules/index.ts';
import { suppressionDocs } from '../../src/lint/suppression-rules.ts';

const folder = 'test/fixtures/rules';
const cases = (rule: string): string[] => (existsSync(`${folder}/${rule}`) ? readdirSync(`${folder}/${rule}`) : []);

test('every rule has its file and its fixtures, and the other way round', () => {
  const names = rules.map(({ name }) => name);
  expect(names).toEqual([...names].sort());
  expect(readdirSync(folder).sort()).toEqual(names);
  const files = readdirSync('src/lint/rules').filter((file) => file !== 'index.ts');
  expect(files.map((file) => file.replace(/\.ts$/, '')).sort()).toEqual(names);
});

test.each(rules.map(({ name }) => name))('%s has two systems that show it and two that only look like it', (rule) => {
  const expected = cases(rule).map(
    (name) => [name, readFileSync(`${folder}/${rule}/${name}/expected.txt`, 'utf8')] as const,
  );
  const invalid = expected.filter(([name]) => name.startsWith('invalid-'));
  const valid = expected.filter(([name]) => name.startsWith('valid-'));
  expect(invalid.length + valid.length).toBe(expected.length);
  expect(invalid.length).toBeGreaterThanOrEqual(2);
  expect(valid.length).toBeGreaterThanOrEqual(2);
  for (const [name, text] of invalid) expect(text, name).toContain(`[${rule}]`);
  for (const [name, text] of valid) expect(text, name).toBe('');
});

test.each([...rules, ...suppressionDocs])('$name explains itself', (rule) => {
  const text = explainRule(rule, plainPalette, 60);
  for (const part of [rule.name, 'Why it hurts', 'How to mend it', ...rule.references, ...Object.keys(rule.options)]) {
    expect(text).toContain(part);
  }
  expect(rule.limits.length).toBeGreaterThan(0);
  expect(ruleMarkdown(rule)).toContain(rule.examples.good);
  expect(listRules(rules, plainPalette, 60)).toContain('archwright explain <rule>');
});
