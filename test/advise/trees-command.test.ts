import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { loadTree } from '../../src/advise/load-tree.ts';
import { renderGraph } from '../../src/advise/render-graph.ts';
import { loadTrees } from '../../src/advise/tree-library.ts';
import { runMain } from '../support/run-main.ts';
import { builtIn, cacheTreeText } from './support.ts';

const folder = mkdtempSync(join(tmpdir(), 'archwright-trees-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('list names every tree with its question; it is what "trees" alone does', async () => {
  const { status, stdout } = await runMain('trees', 'list');
  expect(status).toBe(0);
  expect(stdout).toContain('architecture-style  Should the system be a monolith');
  expect((await runMain('trees')).stdout).toBe(stdout);
});

test('show names every question, option, threshold and source', async () => {
  const tree = builtIn('communication');
  const { stdout } = await runMain('trees', 'show', 'communication');
  for (const id of [...tree.inputs.keys(), ...tree.options.keys(), ...tree.thresholds.keys(), ...tree.sources.keys()]) {
    expect(stdout).toContain(id);
  }
});

test('check is content with ours and names every mistake of yours, with status 1', async () => {
  const ours = await runMain('trees', 'check');
  expect({ status: ours.status, stderr: ours.stderr }).toEqual({ status: 0, stderr: '' });
  const file = join(folder, 'cache.yaml');
  writeFileSync(
    file,
    cacheTreeText(['then: cache, because: PostgreSQL', 'then: cash, because: PostgreSQL'], ['type: bool', 'type: bol']),
  );
  const yours = await runMain('trees', 'check', file);
  expect(yours.status).toBe(1);
  expect(yours.stderr).toContain(`${file}:9:24: error: the type of an input cannot be "bol"`);
  expect(yours.stderr).toContain('leads to "cash", which is no option');
  writeFileSync(file, 'id: "cache');
  expect((await runMain('trees', 'check', file)).status).toBe(1);
  expect((await runMain('trees', 'check', join(folder, 'none.yaml'))).status).toBe(2);
});

test('the graph quotes labels and prefixes ids, whatever they are', async () => {
  const text = cacheTreeText(
    ['id: hot, when', 'id: end, when'],
    ['title: Cache, summary', `title: 'A "hot" [cache]; end', summary`],
  );
  expect(renderGraph(loadTree('cache.yaml', text))).toBe(
    [
      'flowchart TD',
      '  q_start(["Should the shop cache its products?"])',
      '  r_end{"end?"}',
      '  q_start --> r_end',
      '  r_end -->|"yes"| o_cache',
      '  r_slow{"slow?"}',
      '  r_end -->|"no"| r_slow',
      '  r_slow -->|"yes"| o_cache',
      '  r_slow -->|"no"| o_none',
      '  o_cache["A #quot;hot#quot; [cache]; end"]',
      '  o_none["No cache"]',
      '',
    ].join('\n'),
  );
  const { stdout } = await runMain('trees', 'graph', 'communication');
  expect(stdout).toBe(renderGraph(builtIn('communication')));
});

describe('test', () => {
  const tree = join(folder, 'mine', 'cache.yaml');
  const file = join(folder, 'mine', 'scenarios', 'cache.yaml');
  const scenarios = [
    '- name: A busy shop',
    '  source: our own',
    '  answers: { reads: 150, stale: true }',
    '  option: cache',
    '  decided: hot',
    '  flips:',
    '    - { with: { reads: 100, wait: 1s }, option: none }',
    '    - { with: { many: 200, wait: 1s }, option: none, decided: cold }',
  ];
  const write = (lines: readonly string[]): void => {
    mkdirSync(join(folder, 'mine', 'scenarios'), { recursive: true });
    writeFileSync(tree, cacheTreeText());
    writeFileSync(file, lines.join('\n'));
  };

  test('says that scenarios hold, and what none leads to', async () => {
    write(scenarios);
    expect(await runMain('trees', 'test', tree)).toEqual({
      status: 0,
      stdout: `${file}: 1 of 1 scenarios hold; none for the rules slow\n`,
      stderr: '',
    });
  });

  test('names each difference at its line, with the reason, and ends in status 1', async () => {
    write([
      ...scenarios.slice(0, 6),
      '    - { with: { reads: 101 }, option: none }',
      '- name: A quiet one',
      '  answers: { reads: 3, wait: 1s }',
      '  option: cache',
      '  decided: slow',
    ]);
    const { status, stdout, stderr } = await runMain('trees', 'test', tree);
    expect({ status, stdout }).toEqual({
      status: 1,
      stdout: `${file}: 0 of 2 scenarios hold; none for the rules slow\n`,
    });
    expect(stderr).toContain(
      `${file}:7:7: error: "A busy shop" with reads = 101 leads to "cache" by "hot", and not to "none"`,
    );
    expect(stderr).toContain(
      `${file}:8:3: error: "A quiet one" leads to "none" by "cold", and not to "cache" by "slow"`,
    );
    expect(stderr).toContain('help: Reads are few. It was asked for reads: 3');
  });

  test('as JSON', async () => {
    write([...scenarios, '- { name: A quiet one, answers: { reads: 3, wait: 1s }, option: cache }']);
    const { status, stdout } = await runMain('trees', 'test', tree, '--json');
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      schemaVersion: 1,
      results: [
        {
          tree: 'cache',
          file,
          line: 1,
          name: 'A busy shop',
          holds: true,
          option: 'cache',
          decided: 'hot',
          differences: [],
        },
        {
          tree: 'cache',
          file,
          line: 9,
          name: 'A quiet one',
          holds: false,
          option: 'none',
          decided: 'cold',
          differences: [{ message: '"A quiet one" leads to "none" by "cold", and not to "cache"', line: 9, column: 3 }],
        },
      ],
      uncovered: [{ tree: 'cache', file, options: [], rules: ['slow'] }],
    });
  });

  test('what does not fit the tree is wrong use, all of it at its place', async () => {
    write([
      '- { name: A, answers: { raeds: 3, wait: soon }, option: cash }',
      '- { name: B, option: none, answers: {}, decided: hto, flips: [{ with: { many: x } }] }',
    ]);
    const { status, stderr } = await runMain('trees', 'test', tree);
    expect(status).toBe(2);
    for (const message of [
      ':1:25: error: "cache" has no question "raeds"',
      ':1:41: error: "wait" cannot be "soon"',
      ':1:57: error: "cash" is not an option of "cache"',
      ':2:50: error: "hto" is not a gate or rule of "cache" that decides alone',
      'error: a flip has no "option"',
      'error: the threshold "many" cannot be "x"',
    ])
      expect(stderr).toContain(message);
  });

  test('our own trees, all of them, and where scenarios are missing', async () => {
    const all = await runMain('trees', 'test', '--scenarios', 'test/advise/scenarios');
    expect({ status: all.status, stderr: all.stderr }).toEqual({ status: 0, stderr: '' });
    expect(all.stdout.match(/ scenarios hold\n/g)).toHaveLength(loadTrees().size);
    const one = await runMain('trees', 'test', 'communication', '--scenarios', 'test/advise/scenarios');
    expect(all.stdout).toContain(one.stdout);
    expect(await runMain('trees', 'test', 'communication', '--scenarios', folder)).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('there are no scenarios for "communication"') as string,
    });
    expect((await runMain('trees', 'test', '--scenarios', join(folder, 'none'))).stderr).toContain(
      'there are no scenarios',
    );
    expect((await runMain('trees', 'test', '--scenarios', join(folder, 'mine', 'scenarios'))).stderr).toContain(
      'there is no decision tree "cache"',
    );
  });
});
