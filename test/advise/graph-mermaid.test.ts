// @vitest-environment jsdom
import { readdirSync } from 'node:fs';
import mermaid from 'mermaid';
import { expect, test } from 'vitest';
import { loadTree } from '../../src/advise/load-tree.ts';
import { renderGraph } from '../../src/advise/render-graph.ts';
import { builtIn, cacheTreeText } from './support.ts';

const odd = cacheTreeText(
  ['id: hot, when', 'id: end, when'],
  ['Should the shop cache', 'Should "it" --> cache; | end [x] {y}'],
);

const ours = readdirSync('decision-trees').map((name) => builtIn(name.replace('.yaml', '')));

test.each([...ours, loadTree('cache.yaml', odd)])('the graph of $id is one that GitHub draws', async (tree) => {
  expect((await mermaid.parse(renderGraph(tree))).diagramType).toBe('flowchart-v2');
});
