import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { define } from '../../src/cli/commands/lint.ts';
import { FORMATS, formatFlag } from '../../src/cli/lint/report-targets.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = readFileSync(path.join(root, 'docs/ci.md'), 'utf8');
const blocks = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, language, code = '']) => ({
  language,
  code,
}));

test('every recipe in YAML can be read', () => {
  const recipes = blocks.filter(({ language }) => language === 'yaml');
  expect(recipes.length).toBeGreaterThan(5);
  for (const { code } of recipes) expect(() => parse(code), code).not.toThrow();
});

test('every command of the recipes has options and formats that there are', () => {
  const command = new Command('lint');
  define(command);
  const known = command.options.flatMap(({ short, long }) => [short, long]);
  const lines = blocks.flatMap(({ code }) => code.match(/archwright lint[^\n'#]*/g) ?? []);
  expect(lines.length).toBeGreaterThan(10);
  for (const line of lines) {
    const words = line.replaceAll('"', '').trim().split(/\s+/);
    const options = words.filter((word) => word.startsWith('-'));
    expect(
      options.filter((option) => !known.includes(option)),
      line,
    ).toEqual([]);
    const formats = words.filter((_, index) => ['-f', '--format'].includes(words[index - 1] ?? ''));
    expect(
      formats.filter((format) => formatFlag(format) === null),
      line,
    ).toEqual([]);
  }
});

test('the table has every format, and the list every input of the action', () => {
  for (const format of FORMATS) expect(text).toContain(`\n| \`${format}\` |`);
  const action: { inputs: object; outputs: object } = parse(readFileSync(path.join(root, 'action.yml'), 'utf8'));
  const [line = ''] = text.match(/^Inputs: .*$/m) ?? [];
  for (const input of Object.keys(action.inputs)) expect(line).toContain(`\`${input}\``);
});
