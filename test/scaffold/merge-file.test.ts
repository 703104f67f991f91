import { describe, expect, test } from 'vitest';
import { markerLines, settleMarkers } from '../../src/scaffold/merge/merge-lines.ts';
import { mergeFile } from '../../src/scaffold/merge/merge-file.ts';

const merge = (path: string, mine: string, base: string, theirs: string, side?: 'ours' | 'theirs') =>
  mergeFile(path, { mine, base, theirs }, side);
const clean = (path: string, mine: string, base: string, theirs: string): string => {
  const { text, conflicts } = merge(path, mine, base, theirs);
  expect(conflicts).toEqual([]);
  return text;
};

describe('code', () => {
  const base = "import { a } from './a.ts';\n\nexport function run(): void {\n  a('x');\n  return;\n}\n";

  test('changes of neighboring lines are both taken', () => {
    expect(clean('a.ts', 'one\nMINE\nthree\n', 'one\ntwo\nthree\n', 'one\ntwo\nTHREE\n')).toBe('one\nMINE\nTHREE\n');
  });

  test('insertions at the same place are a conflict, but for imports', () => {
    const both = merge('a.ts', base.replace('\n\n', '\nmine();\n\n'), base, base.replace('\n\n', '\nits();\n\n'));
    expect(both.conflicts).toEqual([{ line: 2, before: 2 }]);
    const imported = (name: string): string => base.replace('\n\n', `\nimport { ${name} } from './${name}.ts';\n\n`);
    const merged = clean('a.ts', imported('mine'), base, imported('its'));
    expect(merged).toContain("import { mine } from './mine.ts';\nimport { its } from './its.ts';");
  });

  test.each([
    ['four spaces', base.replace(/^( +)/gm, '$1$1')],
    ['other quotes', base.replaceAll("'", '"')],
    ['no semicolons', base.replaceAll(';', '')],
    ['other line breaks', base.replace("  a('x');\n", "  a(\n    'x',\n  );\n")],
  ])('a file that was only reformatted (%s) follows the template', (_, mine) => {
    const text = clean('a.ts', mine, base, base.replace("a('x');", "a('y');"));
    expect(text).toContain("a('y');");
    expect(text).not.toContain('<<<<');
  });

  test('white space within a string is an edit', () => {
    const { conflicts } = merge('a.ts', base.replace("'x'", "'x '"), base, base.replace("a('x');", "a('x', 1);"));
    expect(conflicts).toHaveLength(1);
  });

  test('markers name both sides, are found again, and can be settled for one of them', () => {
    const { text, conflicts } = merge('Dockerfile', 'FROM mine\nCMD\n', 'FROM base\nCMD\n', 'FROM theirs\nCMD\n');
    expect(text).toBe(
      '<<<<<<< yours\nFROM mine\n||||||| generated before\nFROM base\n=======\nFROM theirs\n>>>>>>> generated\nCMD\n',
    );
    expect(conflicts).toEqual([{ line: 1, before: 1 }]);
    expect(markerLines(text)).toEqual([1, 3, 7]);
    expect(settleMarkers(text, 'ours')).toBe('FROM mine\nCMD\n');
    expect(settleMarkers(text, 'theirs')).toBe('FROM theirs\nCMD\n');
  });

  test('CRLF and a byte order mark stay', () => {
    const mine = `\uFEFF${base.replace('return', 'return mine').replaceAll('\n', '\r\n')}`;
    const text = clean('a.ts', mine, base, base.replace("'./a.ts'", "'./b.ts'"));
    expect(text).toBe(mine.replace("'./a.ts'", "'./b.ts'"));
  });
});

describe('package.json', () => {
  const pack = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
  const base = { name: 'orders', scripts: { build: 'tsc -b a' }, dependencies: { fastify: '5.1.0', pino: '9.0.0' } };

  test('a dependency and a script of a person stand beside new versions and new dependencies', () => {
    const mine = pack({
      ...base,
      scripts: { build: 'tsc -b a && node post.mjs', mine: 'node mine.mjs' },
      dependencies: { fastify: '5.1.0', lodash: '4.0.0', pino: '9.0.0' },
    });
    const theirs = pack({
      ...base,
      scripts: { build: 'tsc -b a b' },
      dependencies: { fastify: '5.2.0', nats: '2.0.0', pino: '9.0.0' },
    });
    expect(JSON.parse(clean('package.json', mine, pack(base), theirs))).toEqual({
      name: 'orders',
      scripts: { build: 'tsc -b a b && node post.mjs', mine: 'node mine.mjs' },
      dependencies: { fastify: '5.2.0', nats: '2.0.0', lodash: '4.0.0', pino: '9.0.0' },
    });
  });

  test('the form that a person gave it stays', () => {
    const mine = `{\n\t"name": "orders",\n\t"scripts": { "build": "tsc -b a" },\n\t"dependencies": { "pino": "9.0.0", "fastify": "5.1.0" }\n}`;
    const theirs = pack({ ...base, dependencies: { fastify: '5.2.0', pino: '9.0.0' } });
    expect(clean('package.json', mine, pack(base), theirs)).toBe(mine.replace('5.1.0', '5.2.0'));
  });

  test('a value that both changed stays the person’s, and is told with its line', () => {
    const mine = pack({ ...base, dependencies: { fastify: '5.0.0-mine', pino: '9.0.0' } });
    const theirs = pack({ ...base, dependencies: { fastify: '5.2.0', pino: '9.9.0' } });
    const { text, conflicts, style } = merge('package.json', mine, pack(base), theirs);
    expect(JSON.parse(text)).toMatchObject({ dependencies: { fastify: '5.0.0-mine', pino: '9.9.0' } });
    expect(style).toBe('values');
    const value = { path: ['dependencies', 'fastify'], mine: '"5.0.0-mine"', base: '"5.1.0"', theirs: '"5.2.0"' };
    expect(conflicts).toEqual([{ line: 7, before: 7, value }]);
    expect(JSON.parse(merge('package.json', mine, pack(base), theirs, 'theirs').text)).toMatchObject({
      dependencies: { fastify: '5.2.0' },
    });
  });

  test('lists such as workspaces take what both added', () => {
    const text = clean(
      'package.json',
      pack({ workspaces: ['a', 'mine'] }),
      pack({ workspaces: ['a'] }),
      pack({ workspaces: ['a', 'b'] }),
    );
    expect(JSON.parse(text)).toEqual({ workspaces: ['a', 'mine', 'b'] });
  });

  test('one that cannot be read is not made worse', () => {
    const { text, conflicts } = merge('package.json', '{ "a": 2, ', '{ "a": 1 }', '{ "a": 3 }');
    expect(text).toBe('{ "a": 2, ');
    expect(conflicts).toHaveLength(1);
  });
});

test('tsconfig.json keeps its comments', () => {
  const base = '{\n  "compilerOptions": {\n    "strict": true,\n    "target": "es2022"\n  }\n}\n';
  const mine = base.replace('"strict": true,', '// We are strict.\n    "strict": true,\n    "baseUrl": ".",');
  const text = clean('tsconfig.json', mine, base, base.replace('es2022"', 'es2023",\n    "lib": ["es2023"]'));
  expect(text).toContain('// We are strict.');
  expect(text).toContain('"baseUrl": "."');
  expect(text).toMatch(/"target": "es2023",\n {4}"lib": \[\s*"es2023"\s*\]/);
});

describe('YAML', () => {
  const base = `services:
  orders:
    environment:
      PORT: "3000"
    stop_grace_period: 30s
  payment:
    image: payment:1 # pinned
`;

  test('a service and a variable of a person merge with those of the template, comments and all', () => {
    const mine = base
      .replace('      PORT: "3000"\n', '      PORT: "3000"\n      MINE: "1" # why\n')
      .replace('  payment:', '  mine:\n    image: mine\n\n  payment:');
    const theirs = base
      .replace('      PORT: "3000"\n', '      PORT: "3000"\n      ITS: "2"\n')
      .replace('payment:1 # pinned\n', 'payment:2 # pinned\n  its:\n    image: its\n');
    const text = clean('compose.yaml', mine, base, theirs);
    expect(text).toBe(
      mine
        .replace('MINE: "1" # why\n', 'MINE: "1" # why\n      ITS: "2"\n')
        .replace('payment:1', 'payment:2')
        .concat('\n  its:\n    image: its\n'),
    );
  });

  test('what the template drops goes, and what a person changed of it is a conflict', () => {
    const theirs = base.replace(/ {2}payment:\n.*\n/, '');
    expect(clean('compose.yaml', base.replace('30s', '60s'), base, theirs)).toBe(theirs.replace('30s', '60s'));
    const mine = base.replace('payment:1', 'payment:mine');
    const { text, conflicts } = merge('compose.yaml', mine, base, theirs);
    expect(text).toBe(mine);
    expect(conflicts).toMatchObject([{ line: 6, value: { path: ['services', 'payment'], theirs: null } }]);
  });

  test('a value that both changed stays the person’s', () => {
    const { text, conflicts } = merge('compose.yaml', base.replace('30s', '60s'), base, base.replace('30s', '45s'));
    expect(text).toContain('60s');
    expect(conflicts).toMatchObject([{ line: 5, value: { mine: '"60s"', base: '"30s"', theirs: '"45s"' } }]);
  });

  test('of several documents each is merged with its like', () => {
    const document = (kind: string, replicas: number): string =>
      `---\nkind: ${kind}\nmetadata: { name: orders }\nspec: { replicas: ${replicas} }\n`;
    const generated = document('Deployment', 2) + document('Service', 0);
    const mine = document('Service', 0) + document('Deployment', 5) + document('Mine', 1);
    const theirs = generated.replace('replicas: 0', 'replicas: 1') + document('Job', 3);
    expect(clean('orders.yaml', mine, generated, theirs)).toBe(
      document('Service', 1) + document('Deployment', 5) + document('Mine', 1) + document('Job', 3),
    );
  });

  test('containers and variables of Kubernetes belong together by name', () => {
    const env = (lines: string): string => `containers:\n  - name: orders\n    env:\n${lines}`;
    const one = (name: string, value: string): string => `      - { name: ${name}, value: "${value}" }\n`;
    const text = clean(
      'deployment.yaml',
      env(one('MINE', '1') + one('PORT', '80')),
      env(one('PORT', '80')),
      env(one('PORT', '90') + one('ITS', '2')),
    );
    expect(text).toBe(env(`${one('MINE', '1')}${one('PORT', '90')}      - name: ITS\n        value: "2"\n`));
  });
});

test('.gitignore is a set of lines', () => {
  const text = clean('.gitignore', 'mine/\ndist/\n', 'dist/\nold/\n', 'dist/\ncoverage/\n');
  expect(text).toBe('mine/\ndist/\ncoverage/\n');
});
