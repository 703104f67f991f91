import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadTree } from '../../src/advise/load-tree.ts';
import { renderGraph } from '../../src/advise/render-graph.ts';
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
