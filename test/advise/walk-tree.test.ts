import { describe, expect, test } from 'vitest';
import { candidates } from '../../src/advise/candidates.ts';
import { loadTree } from '../../src/advise/load-tree.ts';
import { possibleOptions } from '../../src/advise/outcomes.ts';
import type { DecisionTree, Value } from '../../src/advise/tree.ts';
import { interview, nextQuestion } from '../../src/advise/walk-tree.ts';
import { answersOf, builtIn, cacheTreeText, scenarios } from './support.ts';

const cache = loadTree('cache.yaml', cacheTreeText());

function asked(tree: DecisionTree, raw: Readonly<Record<string, unknown>>): string {
  const { asked: path, next } = interview(tree, answersOf(tree, raw));
  return [...path.keys(), next ? `${next.id}?` : 'done'].join(' ');
}

describe('only what can still matter is asked', () => {
  test.each([
    [{}, 'reads?'],
    [{ reads: 500 }, 'reads stale?'],
    [{ reads: 500, stale: true }, 'reads stale done'],
    // Few reads make it irrelevant whether they may be old.
    [{ reads: 5 }, 'reads wait?'],
    [{ reads: 5, wait: '1s' }, 'reads wait done'],
    [{ reads: 5, wait: '0ms' }, 'reads wait store?'],
    [{ reads: 5, wait: '0ms', store: 'redis' }, 'reads wait store done'],
    // Nobody knows the reads, so the first rule cannot hold, whatever else is known.
    [{ reads: null }, 'reads wait?'],
    [{ reads: null, wait: null }, 'reads wait done'],
  ])('%j: %s', (raw, path) => {
    expect(asked(cache, raw)).toBe(path);
  });

  test('a force that is strong enough ends the search for another', () => {
    const tree = builtIn('architecture-style');
    const { answers } = scenarios('architecture-style').find(({ decided }) => decided === 'microservices-pay')!;
    const path = asked(tree, answers);
    expect(path).toContain('blocked_releases cross_transactions');
    expect(path).not.toContain('pipeline_time');
    expect(asked(tree, { ...answers, blocked_releases: 1 })).toContain('blocked_releases pipeline_time?');
  });

  test('answers that were not asked for are left out', () => {
    expect(asked(cache, { store: 'redis', stale: false, reads: 5, wait: '1s' })).toBe('reads wait done');
  });
});

describe.each([cache, builtIn('communication'), builtIn('architecture-style')])('every question of $id', (tree) => {
  test('can change the recommendation, and the promise of how many follow is kept', () => {
    let state = 7;
    const random = (limit: number): number => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return state % limit;
    };
    for (let round = 0; round < 60; round++) {
      const answers = new Map<string, Value | null>();
      let promised = Infinity;
      for (;;) {
        const { next, atMost } = interview(tree, answers);
        if (!next) break;
        expect(atMost).toBeLessThan(promised);
        expect(atMost).toBeGreaterThan(0);
        promised = atMost;
        const values = [...candidates(tree, next, new Map()), null];
        expect(mattersFrom(tree, answers, next.id, values)).toBe(true);
        answers.set(next.id, values[random(values.length)]!);
      }
      expect(possibleOptions({ tree, answers, overrides: new Map() })).toHaveLength(1);
    }
  });
});

// Two answers lead to different sets of options: so the question was worth asking.
function mattersFrom(
  tree: DecisionTree,
  answers: ReadonlyMap<string, Value | null>,
  id: string,
  values: readonly (Value | null)[],
): boolean {
  const results = values.map((value) => {
    const situation = { tree, answers: new Map(answers).set(id, value), overrides: new Map() };
    return [...possibleOptions(situation), nextQuestion(situation)?.id].join(' ');
  });
  return new Set(results).size > 1;
}
