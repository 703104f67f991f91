import { thresholdValue } from './evaluate.ts';
import { termsOf, type Term } from './term.ts';
import type { Condition, DecisionTree, Input, Overrides, Value } from './tree.ts';

/**
 * Values of an input worth trying: every enum value, yes and no, and for a number the places where a condition that
 * mentions it may turn, with their neighbours, the ends of its range, and `extra` ones. Ascending.
 */
export function candidates(
  tree: DecisionTree,
  input: Input,
  overrides: Overrides,
  extra: readonly number[] = [1, 2, 10, 100],
): Value[] {
  if (input.type === 'enum') return input.choices.map((choice) => choice.value);
  if (input.type === 'bool') return [false, true];
  const values = new Set<number>();
  for (const turn of [...turningPoints(tree, input, overrides), input.min, input.max, ...extra]) {
    for (const value of neighbours(input, turn)) {
      if (Number.isFinite(value) && value >= input.min && value <= input.max) values.add(value);
    }
  }
  return [...values].toSorted((a, b) => a - b);
}

/** Every condition of a tree that takes part in the decision. */
export function* decidingConditions(tree: DecisionTree): Generator<Condition> {
  for (const rule of [...tree.gates, ...tree.rules]) if (rule.when) yield rule.when;
  for (const force of tree.forces.values()) for (const { when } of force.points) if (when) yield when;
}

function turningPoints(tree: DecisionTree, input: Input, overrides: Overrides): number[] {
  const points: number[] = [];
  for (const condition of decidingConditions(tree)) {
    for (const term of termsOf(condition.term)) {
      if (term.kind !== 'compare' || !mentions(term, input.id)) continue;
      for (const part of termsOf(term)) {
        if (part.kind === 'number') points.push(part.value);
        if (part.kind === 'threshold') points.push(thresholdValue({ tree, overrides }, part.id));
      }
    }
  }
  return points;
}

function mentions(term: Term, id: string): boolean {
  for (const part of termsOf(term)) if (part.kind === 'input' && part.id === id) return true;
  return false;
}

function neighbours(input: Input, turn: number): number[] {
  if (input.type === 'int') return [Math.floor(turn) - 1, Math.floor(turn), Math.ceil(turn), Math.ceil(turn) + 1];
  const step = input.type === 'percent' ? 0.1 : Math.abs(turn) / 100;
  return [turn - step, turn, turn + step];
}
