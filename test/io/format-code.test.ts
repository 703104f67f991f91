import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { describe, expect, test } from 'vitest';
import { formatCode } from '../../src/io/format-code.ts';
import { FORMAT, YAML_FORMAT } from '../../src/io/prettier.ts';
import { blueprint, bank } from '../scaffold/blueprints.ts';
import { readTemplates } from '../../src/scaffold/generate.ts';
import { renderSystem } from '../../src/scaffold/render-system.ts';
import { repository } from '../scaffold/generated-system.ts';

describe('formatCode', () => {
  test('breaks and joins lines as prettier does', () => {
    expect(formatCode('src/a.ts', 'export const a   = {b:1,\n c: "d"}')).toBe("export const a = { b: 1, c: 'd' };\n");
    expect(formatCode('compose.yaml', 'a:   "b"\n')).toBe('a: "b"\n');
    expect(
      formatCode('src/b.ts', `call(${Array.from({ length: 20 }, (_, index) => `argument${index}`).join(', ')});`),
    ).toContain('\n  argument0,\n');
  });

  test.each([
    [{}],
    [[]],
    [{ a: [], b: {}, c: [{}], d: [[], []] }],
    [{ list: ['x'.repeat(50), 'y'.repeat(40), 'z'.repeat(9)], next: ['x'.repeat(50), 'y'.repeat(40), 'z'.repeat(10)] }],
    [{ last: ['x'.repeat(50), 'y'.repeat(40), 'z'.repeat(10)] }],
    [{ last: ['x'.repeat(50), 'y'.repeat(40), 'z'.repeat(11)] }],
    [
      {
        objects: [{ a: 1 }],
        pairs: [
          ['a', 'b'],
          ['c', 'd'],
        ],
        deep: [['a'], ['b']],
        mixed: [1, 'a', null, [true]],
      },
    ],
    [{ numbers: [1, 2, 3], 200: { 'a"b': 'line\nbreak', umlaut: 'ü' } }],
    [[[[1]], [{ a: [[]] }]]],
  ])('writes %j as prettier does', async (value) => {
    const text = `${JSON.stringify(value, null, 2)}\n`;
    expect(formatCode('a.json', text)).toBe(await format(text, { ...FORMAT, filepath: 'a.json' }));
  });

  test('leaves alone what it is not asked about', () => {
    expect(formatCode('README.md', '*  a')).toBe('*  a');
    expect(formatCode('package-lock.json', '{}')).toBe('{}');
  });

  test('says what of ours cannot be parsed', () => {
    expect(() => formatCode('src/a.ts', 'const = 1;')).toThrow(/cannot be formatted: .*Unexpected token/);
  });
});

test('generated systems bring the settings along by which they were formatted', () => {
  expect(JSON.parse(readFileSync(join(repository, 'templates/system/_prettierrc.json'), 'utf8'))).toEqual({
    ...FORMAT,
    overrides: [{ files: ['*.yaml', '*.yml'], options: YAML_FORMAT }],
  });
});

test('their own prettier, which reads TypeScript with another parser, finds nothing to change', async () => {
  const changed: string[] = [];
  for (const [path, text] of renderSystem(blueprint(bank), readTemplates())) {
    if (!/\.(ts|mjs|json|yaml)$/.test(path) || path.includes('/platform/') || path === 'package-lock.json') continue;
    if ((await format(text, { ...FORMAT, ...(path.endsWith('.yaml') && YAML_FORMAT), filepath: path })) !== text)
      changed.push(path);
  }
  expect(changed).toEqual([]);
});
