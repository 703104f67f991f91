import { describe, expect, test } from 'vitest';
import { blueprintEffects } from '../../src/advise/blueprint-effects.ts';
import { candidates } from '../../src/advise/candidates.ts';
import { holds } from '../../src/advise/evaluate.ts';
import type { Flip } from '../../src/advise/flips.ts';
import { orderedRules, possibleOptions } from '../../src/advise/outcomes.ts';
import { recommend, type Verdict } from '../../src/advise/recommend.ts';
import { loadTrees } from '../../src/advise/tree-library.ts';
import type { Answers, Condition, DecisionTree, Input, Value } from '../../src/advise/tree.ts';
import { editBlueprint } from '../../src/blueprint/edit-blueprint.ts';
import { parseBlueprint } from '../../src/blueprint/read-blueprint.ts';

const trees = [...loadTrees().values()];
const rounds = 25;

/** A generator of numbers from 0 up to 1 that gives the same ones for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Any answer to a question: now and then nobody knows, often a number beside a threshold, else one anywhere. */
function anyAnswer(tree: DecisionTree, input: Input, random: () => number): Value | null {
  if (input.unknown && random() < 0.1) return null;
  const edges = candidates(tree, input, new Map());
  if (input.choices.length > 0 || input.type === 'bool' || random() < 0.6) {
    return edges[Math.floor(random() * edges.length)] ?? null;
  }
  const top = Math.min(input.max, 2 * Number(edges.at(-1)));
  const value = input.min + random() * (top - input.min);
  return input.type === 'int' ? Math.round(value) : value;
}

function anyAnswers(tree: DecisionTree, random: () => number): Map<string, Value | null> {
  return new Map([...tree.inputs.values()].map((input) => [input.id, anyAnswer(tree, input, random)]));
}

function verdictOf(tree: DecisionTree, answers: Answers): Verdict {
  const decision = recommend(tree, answers);
  if (!('verdict' in decision)) throw new Error(`"${tree.id}" asks on although every question is answered`);
  return decision.verdict;
}

const isTrue = (condition: Condition | null, tree: DecisionTree, answers: Answers): boolean => {
  const { yes, no, unknown } = holds(condition, { tree, answers, overrides: new Map() });
  return yes && !no && !unknown;
};

/** The option by the words of the guide alone: the first gate or rule that holds, the greatest sum of weights before the last rule. */
function byTheBook(tree: DecisionTree, answers: Answers): string | undefined {
  for (const rule of orderedRules({ tree })) {
    if (rule !== 'weights') {
      if (isTrue(rule.when, tree, answers)) return rule.then;
      continue;
    }
    const sums = new Map([...tree.options.keys()].map((id) => [id, 0]));
    for (const { weight, when, then } of tree.rules) {
      if (weight !== null && isTrue(when, tree, answers)) sums.set(then, (sums.get(then) ?? 0) + weight);
    }
    const best = Math.max(...sums.values());
    if (best > 0) return [...sums].find(([, sum]) => sum === best)?.[0];
  }
  return undefined;
}

function changed(verdict: Verdict, flip: Flip): Map<string, Value | null> {
  return new Map([...verdict.situation.answers, ...flip.changes.map(({ input, value }) => [input.id, value] as const)]);
}

/** Of the changes of one number, the nearest in each direction: what lies before its limit has to change nothing. */
function nearest(flips: readonly Flip[]): Flip[] {
  const best = new Map<string, Flip>();
  for (const flip of flips) {
    const [change, second] = flip.changes;
    if (change === undefined || second !== undefined || change.limit === null) continue;
    const key = `${change.input.id} ${change.relation}`;
    const before = best.get(key);
    if (before === undefined || flip.distance < before.distance) best.set(key, flip);
  }
  return [...best.values()];
}

describe.each(trees)('$id, with any answers', (tree) => {
  const seeds = Array.from({ length: rounds }, (_, index) => index + 1);

  test('there is a verdict, the questions that it left out would not change it, and its reason holds', () => {
    for (const seed of seeds) {
      const answers = anyAnswers(tree, seeded(seed));
      const verdict = verdictOf(tree, answers);
      const { answers: asked } = verdict.situation;
      expect({ seed, option: verdict.option.id }).toEqual({ seed, option: byTheBook(tree, answers) });
      expect({ seed, option: verdict.option.id }).toEqual({ seed, option: byTheBook(tree, asked) });
      const rule = [...tree.gates, ...tree.rules].find(({ id }) => id === verdict.decided.id);
      expect(rule !== undefined || verdict.decided.kind === 'weights').toBe(true);
      if (rule)
        expect({ seed, holds: isTrue(rule.when, tree, asked), then: rule.then }).toMatchObject({
          holds: true,
          then: verdict.option.id,
        });
      expect(verdict.decided.because).not.toMatch(/[{}]|an unknown number of/);
      expect(verdict.decided.sources).not.toEqual([]);
    }
  });

  test('each flip gives exactly what the verdict says, and what lies before its limit changes nothing', () => {
    let flips = 0;
    for (const seed of seeds) {
      const random = seeded(seed);
      const verdict = verdictOf(tree, anyAnswers(tree, random));
      for (const flip of verdict.flips) {
        const answers = changed(verdict, flip);
        const what = { seed, flip: flip.changes.map(({ input, value }) => [input.id, value]) };
        expect({ ...what, options: possibleOptions({ ...verdict.situation, answers }) }).toEqual({
          ...what,
          options: flip.options,
        });
        // Whatever the questions that follow are answered with, it is one of the named options.
        const full = new Map([...anyAnswers(tree, random), ...answers]);
        expect(flip.options).toContain(verdictOf(tree, full).option.id);
        flips++;
      }
      for (const { changes } of nearest(verdict.flips)) {
        const [change] = changes;
        const answers = new Map(verdict.situation.answers).set(change!.input.id, change!.limit);
        expect({ seed, options: possibleOptions({ ...verdict.situation, answers }) }).toEqual({
          seed,
          options: [verdict.option.id],
        });
      }
    }
    expect(flips).toBeGreaterThan(rounds);
  });
});

test('what an option sets in archwright.yaml is something that it knows', () => {
  const text = 'system: { name: shop }\n';
  let edits = 0;
  for (const option of trees.flatMap((tree) => [...tree.options.values()])) {
    for (const { path, values } of option.blueprint) {
      for (const value of values) {
        const [first] = blueprintEffects({ ...option, blueprint: [{ path, values: [value] }] }, {}, {}).edits;
        const edited = editBlueprint(text, [{ path: [...path], value: first?.value }], 'archwright.yaml');
        expect(() => parseBlueprint('archwright.yaml', edited)).not.toThrow();
        edits++;
      }
    }
  }
  expect(edits).toBeGreaterThan(10);
});
