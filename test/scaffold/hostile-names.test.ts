import { describe, expect, test } from 'vitest';
import { parseBlueprint } from '../../src/blueprint/read-blueprint.ts';
import { blockText } from '../../src/io/yaml-text.ts';
import { readTemplates } from '../../src/scaffold/generate.ts';
import { renderSystem } from '../../src/scaffold/render-system.ts';
import { UserError } from '../../src/util/user-error.ts';

const templates = readTemplates();

/** A blueprint with a name in one place of it. */
const places: Readonly<Record<string, (name: string) => unknown>> = {
  system: (name) => ({ system: { name }, services: { a: { owns: ['rows'] } } }),
  service: (name) => ({ services: { [name]: { owns: ['rows'] } } }),
  folder: (name) => ({ services: { a: { path: name } } }),
  table: (name) => ({ services: { a: { owns: [name], endpoints: ['POST /things'] } } }),
  event: (name) => ({ services: { a: { owns: ['rows'], publishes: [name], subscribes: [`${name}`] } } }),
  operation: (name) => ({ services: { a: { owns: ['rows'], endpoints: [{ 'POST /rows': { as: name } }] } } }),
  path: (name) => ({ services: { a: { owns: ['rows'], endpoints: [`GET /${name}`] } } }),
  parameter: (name) => ({ services: { a: { owns: ['rows'], endpoints: [`GET /rows/{${name}}`] } } }),
  saga: (name) => ({
    services: { a: { sagas: { [name]: { steps: ['b.go'] } } }, b: { endpoints: ['POST /go as go'] } },
  }),
  prefix: (name) => ({
    services: { a: { endpoints: ['GET /x'] }, web: { kind: 'gateway', routes: { [`/${name}`]: 'a' } } },
  }),
  audience: (name) => ({
    services: {
      a: { endpoints: ['GET /x'] },
      web: { kind: 'gateway', auth: { issuer: 'https://id.example.com', audience: name }, routes: { '/x': 'a' } },
    },
  }),
  view: (name) => ({ services: { a: { publishes: ['x.made'], views: { [name]: ['x.made'] } } } }),
};

const hostile = [
  ...[
    'class',
    'constructor',
    '__proto__',
    'prototype',
    'toString',
    'hasOwnProperty',
    'default',
    'await',
    'arguments',
    'eval',
  ],
  ...[
    'con',
    'aux',
    'NUL',
    'com1',
    'lpt9',
    'con.created',
    'a.nul',
    '..',
    '../up',
    '/etc/passwd',
    'C:\\x',
    '~',
    '.',
    'a/../b',
    'a\\b',
  ],
  ...[
    "x';process.exit()//",
    'x`${process.exit()}`',
    '*/ process.exit() /*',
    '{{constructor}}',
    '{{#if x}}',
    '$(reboot)',
    '; rm -rf /',
  ],
  ...[
    'a: b',
    '- a',
    '&a',
    '*a',
    '!!js',
    '# a',
    "'",
    '"',
    '\n',
    'a\nb',
    '\u2028',
    '\u202E',
    '\0',
    ' ',
    '',
    'é',
    'ａ',
    '🙂',
    'İ',
    'x'.repeat(300),
  ],
  ...[
    'Robert"); DROP TABLE students;--',
    '%s%n',
    '<script>',
    '--help',
    '-rf',
    'true',
    'null',
    '1',
    '1e3',
    '0x10',
    'node_modules',
    '.git',
  ],
];

/** Names put together of what has a meaning somewhere, always the same ones. */
function* mixed(count: number): Generator<string> {
  const parts = [
    'a',
    'order',
    '-',
    '_',
    '.',
    '/',
    '..',
    "'",
    '"',
    '`',
    '$',
    '{',
    '}',
    '\\',
    '\n',
    ' ',
    '*',
    '#',
    'con',
    'Class',
    '9',
    ':',
  ];
  let seed = 7;
  const next = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let made = 0; made < count; made++)
    yield Array.from({ length: 1 + next(5) }, () => parts[next(parts.length)] ?? '').join('');
}

describe.each(Object.entries(places))('a name of a %s', (_, write) => {
  test.each([
    ['hostile', hostile],
    ['put together', [...mixed(150)]],
  ])('that is %s is refused with a reason, or harmless in all that is generated', (_kind, names) => {
    let refused = 0;
    for (const name of names) {
      const files = generated(write(name));
      if (files === undefined) {
        refused++;
        continue;
      }
      for (const [path, text] of files) {
        expect(path, name).toMatch(/^[\w@.-]+(?:\/[\w@.-]+)*$/);
        expect(path.split('/'), name).not.toContain('..');
        expect(text, name).not.toMatch(/\{\{[#/]?\w|process\.exit\(\)\/\/|DROP TABLE students|\u2028|\u202E|\0/);
      }
    }
    expect(refused).toBeGreaterThan(names.length / 4);
  });
});

function generated(value: unknown): ReadonlyMap<string, string> | undefined {
  try {
    return renderSystem(parseBlueprint('archwright.yaml', blockText(value)), templates);
  } catch (error) {
    if (error instanceof UserError && error.message !== '') return undefined;
    throw error;
  }
}
