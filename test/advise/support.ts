import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseAnswer } from '../../src/advise/parse-value.ts';
import { loadTree } from '../../src/advise/load-tree.ts';
import { recommend, type Verdict } from '../../src/advise/recommend.ts';
import type { DecisionTree, Value } from '../../src/advise/tree.ts';
import { parseYaml } from '../../src/io/yaml.ts';

// Some tests work in a folder of their own.
const home = process.cwd();

/** A tree of the package. */
export function builtIn(id: string): DecisionTree {
  const file = `decision-trees/${id}.yaml`;
  return loadTree(file, readFileSync(resolve(home, file), 'utf8'));
}

/** Answers as a test writes them: `29s` for a duration, null or `unknown` for "I don't know". */
export function answersOf(tree: DecisionTree, raw: Readonly<Record<string, unknown>>): Map<string, Value | null> {
  return new Map(
    Object.entries(raw).map(([id, value]) => {
      const input = tree.inputs.get(id);
      const parsed = input && parseAnswer(input, value);
      if (!parsed || !('value' in parsed)) throw new Error(`the test answers "${id}" with ${String(value)}`);
      return [id, parsed.value];
    }),
  );
}

/** The recommendation for answers; questions that they leave open are answered with "I don't know". */
export function verdictOf(
  tree: DecisionTree,
  raw: Readonly<Record<string, unknown>>,
  overrides = new Map<string, number>(),
): Verdict {
  const answers = answersOf(tree, raw);
  for (;;) {
    const decision = recommend(tree, answers, overrides);
    if ('verdict' in decision) return decision.verdict;
    const next = decision.pending.next;
    if (next === undefined) throw new Error('a pending interview without a question');
    answers.set(next.id, null);
  }
}

/** A situation with the recommendation that it must lead to. */
export interface Scenario {
  readonly tree: string;
  readonly name: string;
  readonly source: string;
  readonly answers: Readonly<Record<string, unknown>>;
  readonly option: string;
  readonly decided: string;
}

/** The scenarios of a tree. */
export function scenarios(tree: string): Scenario[] {
  const file = `test/advise/scenarios/${tree}.yaml`;
  const { value } = parseYaml(file, readFileSync(resolve(home, file), 'utf8'));
  return (value as Omit<Scenario, 'tree'>[]).map((scenario) => ({ ...scenario, tree }));
}

const shop = `
id: cache
version: 1
title: Cache
question: Should the shop cache its products?
summary: A cache, or none.
context: Products are read often.
inputs:
  - { id: reads, type: number, ask: 'How many reads a second?' }
  - { id: stale, type: bool, ask: 'May they be old?' }
  - { id: store, type: enum, ask: 'Which store?', values: [{ value: postgres, label: PostgreSQL }, { value: redis, label: Redis }] }
  - { id: wait, type: duration, ask: 'How long may a read take?' }
thresholds:
  many: { value: 100, title: Many reads, source: ours, grade: ours }
rules:
  - { id: hot, when: reads > many && stale, then: cache, because: '{reads} reads are many.', source: ours }
  - { id: slow, when: wait < 1ms && store == postgres, then: cache, because: PostgreSQL is slower., source: ours }
  - { id: cold, then: none, because: Reads are few., source: ours }
options:
  - { id: cache, title: Cache, summary: Keep products in memory., cons: [It gets old.] }
  - { id: none, title: No cache, summary: Ask the store., cons: [It is slower.] }
sources: []
`;

/** A small tree about a shop's cache, with some of its text replaced. */
export function cacheTreeText(...changes: readonly (readonly [string, string])[]): string {
  let text = shop.trimStart();
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new Error(`the tree has no "${from}"`);
    text = text.replace(from, to);
  }
  return text;
}
