import { expect, test } from 'vitest';
import { truthOf } from '../../src/advise/evaluate.ts';
import { parseExpression } from '../../src/advise/expression.ts';
import { loadTree } from '../../src/advise/load-tree.ts';
import { resolveCondition } from '../../src/advise/resolve.ts';
import type { Value } from '../../src/advise/tree.ts';
import { cacheTreeText } from './support.ts';

// Three small inputs, so that every way of answering them can be tried.
const tree = loadTree(
  'cache.yaml',
  cacheTreeText(
    ['{ id: reads, type: number,', '{ id: reads, type: int, min: 0, max: 3,'],
    ['{ id: wait, type: duration,', '{ id: wait, type: duration, max: 10ms,'],
    [
      'sources: []',
      'sources: []\nscores:\n  - { id: forces, title: Forces, forces: [{ id: push, title: Push, source: ours, points: [{ when: reads > 1, points: 2, because: It pushes. }, { when: stale, points: -1, because: It pulls. }] }] }',
    ],
  ),
);

const domains: Readonly<Record<string, readonly (Value | null)[]>> = {
  reads: [0, 1, 2, 3, null],
  stale: [true, false, null],
  store: ['postgres', 'redis', null],
};

const conditions = [
  'reads > 1',
  'reads * 2 - 1 >= 3',
  'reads / 2 <= 1 || stale',
  'reads - reads == 0',
  '!(reads < 2) && (store == redis || stale)',
  'max(reads, 2) > 2',
  'min(reads, 1) == reads',
  'sum(reads, push, 1) > 3',
  'push > 0 && stale',
  'max(forces) == -1',
  'pow(reads, 2) >= 4 && store != postgres',
  'known(store) && store == redis || !known(reads)',
  '100 / (reads + 1) < 50',
  '(stale && reads > 2) || (!stale && reads < 1)',
];

const names = Object.keys(domains);

function* waysToAnswer(
  from: number,
  answers: ReadonlyMap<string, Value | null>,
  open: boolean,
): Generator<Map<string, Value | null>> {
  const name = names[from];
  if (name === undefined) {
    yield new Map(answers);
    return;
  }
  if (answers.has(name)) return yield* waysToAnswer(from + 1, answers, open);
  if (open) yield* waysToAnswer(from + 1, answers, open);
  for (const value of domains[name] ?? []) yield* waysToAnswer(from + 1, new Map(answers).set(name, value), open);
}

test.each(conditions)('what "%s" can come to covers every way of answering what is open', (text) => {
  const term = resolveCondition(parseExpression(text), { ...tree, broken: new Set() });
  const truth = (answers: ReadonlyMap<string, Value | null>) => truthOf(term, { tree, answers, overrides: new Map() });
  let partial = 0;
  for (const answers of waysToAnswer(0, new Map(), true)) {
    const possible = truth(answers);
    const complete = answers.size === names.length;
    // With every question answered there is exactly one result.
    if (complete) expect(Number(possible.yes) + Number(possible.no) + Number(possible.unknown)).toBe(1);
    else partial++;
    for (const whole of waysToAnswer(0, answers, false)) {
      const result = truth(whole);
      for (const key of ['yes', 'no', 'unknown'] as const) if (result[key]) expect(possible[key]).toBe(true);
    }
  }
  expect(partial).toBeGreaterThan(20);
});
