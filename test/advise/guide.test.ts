import { readFileSync } from 'node:fs';
import { lint } from 'markdownlint/sync';
import { expect, test } from 'vitest';
import { checkText } from '../../src/advise/check-tree.ts';
import { loadTree } from '../../src/advise/load-tree.ts';
import { verdictOf } from './support.ts';

const guide = readFileSync('docs/decision-trees.md', 'utf8');
const example = /## A whole tree\n\n```yaml\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';

test('the tree in the guide is right and decides as the guide says', () => {
  expect(checkText('cache.yaml', example)).toEqual([]);
  const tree = loadTree('cache.yaml', example);
  expect(verdictOf(tree, { staleness_ok: 0 }).decided.id).toBe('must-be-latest');
  expect(verdictOf(tree, { staleness_ok: '1min', reads: 150 }).option.id).toBe('cache');
  expect(verdictOf(tree, { staleness_ok: '1min', reads: 150 }, new Map([['many_reads', 200]])).option.id).toBe('none');
});

test('the guide is clean Markdown', () => {
  expect(lint({ strings: { guide }, config: { default: true, MD013: false } })['guide']).toEqual([]);
});
