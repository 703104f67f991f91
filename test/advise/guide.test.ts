import { readFileSync } from 'node:fs';
import { lint } from 'markdownlint/sync';
import { expect, test } from 'vitest';
import { withThresholds } from '../../src/advise/advise-settings.ts';
import { readAnswers } from '../../src/advise/answers.ts';
import { checkText } from '../../src/advise/check-tree.ts';
import { loadTree } from '../../src/advise/load-tree.ts';
import { applyOverlay } from '../../src/advise/overlay.ts';
import { loadTrees } from '../../src/advise/tree-library.ts';
import { verdictOf } from './support.ts';

const advise = readFileSync('docs/advise.md', 'utf8');
const guide = readFileSync('docs/decision-trees.md', 'utf8');
const example = /## A whole tree\n\n```yaml\n([\s\S]*?)```/.exec(guide)?.[1] ?? '';

test('the tree in the guide is right and decides as the guide says', () => {
  expect(checkText('cache.yaml', example)).toEqual([]);
  const tree = loadTree('cache.yaml', example);
  expect(verdictOf(tree, { staleness_ok: 0 }).decided.id).toBe('must-be-latest');
  expect(verdictOf(tree, { staleness_ok: '1min', reads: 150 }).option.id).toBe('cache');
  expect(verdictOf(tree, { staleness_ok: '1min', reads: 150 }, new Map([['many_reads', 200]])).option.id).toBe('none');
});

test('the guides are clean Markdown', () => {
  const strings = { guide, advise };
  expect(lint({ strings, config: { default: true, MD013: false } })).toEqual({ guide: [], advise: [] });
});

test('answers, settings and overlay of the guide to decisions fit the trees', () => {
  const [answers = '', settings = '', overlay = ''] = [...advise.matchAll(/```yaml\n([\s\S]*?)```/g)].map(
    ([, text]) => text,
  );
  const trees = applyOverlay('house-rules.yaml', overlay, loadTrees());
  const style = withThresholds('archwright.yaml', settings, trees).get('architecture-style')!;
  expect([...style.presets.keys()]).toEqual(['small_team', 'many_engineers']);
  expect(style.gates[0]?.id).toBe('regulated');
  const book = readAnswers('answers.yaml', answers, trees, style.id);
  expect([...book.keys()]).toEqual(['shared', 'architecture-style', 'communication']);
});
