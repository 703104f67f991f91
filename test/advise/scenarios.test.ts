import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { thresholdValue } from '../../src/advise/evaluate.ts';
import { loadTree } from '../../src/advise/load-tree.ts';
import { possibleOptions } from '../../src/advise/outcomes.ts';
import type { Change, Flip } from '../../src/advise/flips.ts';
import { readScenarios } from '../../src/advise/read-scenarios.ts';
import { runScenarios } from '../../src/advise/run-scenarios.ts';
import { loadTrees } from '../../src/advise/tree-library.ts';
import type { Verdict } from '../../src/advise/recommend.ts';
import { changesText } from '../../src/advise/words.ts';
import { builtIn, cacheTreeText, scenarios, verdictOf } from './support.ts';

const trees = [...loadTrees().values()].map((tree) => ({ tree, cases: scenarios(tree.id) }));
const { tree: style, cases: styleCases } = trees.find(({ tree }) => tree.id === 'architecture-style')!;

describe.each(trees)('$tree.id', ({ tree, cases }) => {
  test.each(cases)('$name', ({ answers, option, decided }) => {
    const verdict = verdictOf(tree, answers);
    expect({ option: verdict.option.id, decided: verdict.decided.id }).toEqual({ option, decided });
    expect(verdict.decided.sources).not.toEqual([]);
    expect(verdict.decided.because).not.toMatch(/[{}]/);
  });

  test('every option and every deciding rule has a scenario', () => {
    expect(new Set(cases.map(({ option }) => option))).toEqual(new Set(tree.options.keys()));
    const deciding = [...tree.gates, ...tree.rules].filter((rule) => rule.weight === null).map((rule) => rule.id);
    const shown = new Set(cases.map(({ decided }) => decided));
    expect(deciding.filter((id) => !shown.has(id))).toEqual([]);
  });

  test('every scenario says where it is from, and its flips come out as it says', () => {
    const file = `test/advise/scenarios/${tree.id}.yaml`;
    const read = readScenarios(file, readFileSync(file, 'utf8'), tree);
    expect(read.filter(({ source }) => source === null)).toEqual([]);
    expect(runScenarios(tree, read).flatMap(({ differences }) => differences)).toEqual([]);
  });

  test.each(cases)('the flips of "$name" hold when they are applied', ({ answers }) => {
    const verdict = verdictOf(tree, answers);
    const { answers: path } = verdict.situation;
    if ([...path.values()].every((value) => value === null)) expect(verdict.flips).toEqual([]);
    for (const flip of verdict.flips) {
      expect(flip.options).not.toEqual([verdict.option.id]);
      expect(apply(verdict, flip, ({ value }) => value)).toEqual([...flip.options]);
      // The far end of its range still has the same result.
      expect(apply(verdict, flip, ({ until, value }) => until ?? value)).toEqual([...flip.options]);
    }
  });
});

function apply(verdict: Verdict, flip: Flip, pick: (change: Change) => string | number | boolean): string[] {
  const answers = new Map(verdict.situation.answers);
  for (const change of flip.changes) answers.set(change.input.id, pick(change));
  return possibleOptions({ ...verdict.situation, answers });
}

test('whole numbers flip exactly at the step that the verdict names', () => {
  const [tree, cases] = [style, styleCases];
  let steps = 0;
  for (const { answers } of cases) {
    const verdict = verdictOf(tree, answers);
    const nearest = new Map<string, Flip>();
    for (const flip of verdict.flips) {
      const [change, second] = flip.changes;
      if (!change || second || change.input.type !== 'int') continue;
      const key = `${change.input.id} ${change.relation}`;
      const before = nearest.get(key);
      if (!before || flip.distance < before.distance) nearest.set(key, flip);
    }
    for (const flip of nearest.values()) {
      const step = flip.changes[0]!.relation === '>=' ? -1 : 1;
      expect(apply(verdict, flip, ({ value }) => Number(value) + step)).toEqual([verdict.option.id]);
      steps++;
    }
  }
  expect(steps).toBeGreaterThan(20);
});

test('every threshold of a tree can be overridden and changes what it stands for', () => {
  for (const { tree } of trees) {
    for (const { id, value } of tree.thresholds.values()) {
      expect(thresholdValue({ tree, overrides: new Map([[id, value + 1]]) }, id)).toBe(value + 1);
    }
  }
  const [tree, cases] = [style, styleCases];
  const many = cases.find(({ decided }) => decided === 'microservices-pay')!;
  expect(verdictOf(tree, many.answers, new Map([['many_engineers', 50]])).option.id).toBe('extract');
  expect(verdictOf(tree, many.answers, new Map([['many_engineers', 39]])).option.id).toBe('microservices');
});

describe('what a verdict says about itself', () => {
  const tree = builtIn('architecture-style');
  const { answers } = scenarios('architecture-style').find(({ decided }) => decided === 'microservices-pay')!;

  test('a number next to its threshold makes a close call', () => {
    const verdict = verdictOf(tree, { ...answers, engineers: 31 });
    expect(verdict.close).toMatchObject([{ kind: 'number', flip: { changes: [{ value: 30 }], options: ['extract'] } }]);
    expect(verdictOf(tree, { ...answers, on_call_people: 20 }).close).toEqual([]);
  });

  test('two numbers together are found where neither alone would do', () => {
    const text = cacheTreeText(
      ['{ id: stale, type: bool,', '{ id: writes, type: int,'],
      ['when: reads > many && stale, then: cache', 'when: writes > 50 && reads < 1000, then: none'],
      ['when: wait < 1ms && store == postgres', 'when: writes <= 50 && reads > many'],
      ['then: none, because: Reads are few.', 'then: cdn, because: Reads are few.'],
      ['options:', 'options:\n  - { id: cdn, title: CDN, summary: Elsewhere., cons: [It costs.] }'],
    );
    const verdict = verdictOf(loadTree('cache.yaml', text), { writes: 80, reads: 20 });
    expect(verdict.option.id).toBe('none');
    const [pair, ...others] = verdict.flips.filter(({ options }) => options.includes('cache'));
    expect(pair && changesText(pair)).toBe('writes ≤ 50 and reads ≥ 101');
    expect(others).toEqual([]);
  });

  test('an unknown answer that could change the recommendation is named, with what it could lead to', () => {
    const verdict = verdictOf(tree, { ...answers, co_change: 'unknown' });
    expect(verdict.option.id).toBe('extract');
    expect(verdict.unknowns.map(({ input, could }) => [input.id, could.map(({ id }) => id)])).toEqual([
      ['co_change', ['microservices', 'modular-monolith']],
    ]);
    expect(verdict.close.map(({ kind }) => kind)).toContain('unknown');
  });

  test('only answers that were asked for count', () => {
    const small = verdictOf(tree, { ...answers, engineers: 3 });
    expect(small.path.map(({ input }) => input.id)).toEqual(['outcome_named', 'current', 'engineers']);
    expect(small.thresholds.map(({ threshold }) => threshold.id)).toEqual(['small_team']);
  });
});
