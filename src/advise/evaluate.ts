import {
  and,
  anyOf,
  between,
  calculate,
  compare,
  either,
  exactly,
  largest,
  negate,
  never,
  no,
  not,
  open,
  or,
  power,
  smallest,
  somewhere,
  total,
  yes,
  type Range,
  type Truth,
} from './possible.ts';
import type { Term } from './term.ts';
import type { Answers, Condition, DecisionTree, Force, ForcePoints, Overrides } from './tree.ts';

/** What an expression is evaluated in: a tree with the answers so far and the user's own thresholds. */
export interface Situation {
  readonly tree: DecisionTree;
  readonly answers: Answers;
  readonly overrides: Overrides;
}

/** What a condition comes to, as far as the answers tell; no condition always holds. */
export function holds(condition: Condition | null, situation: Situation): Truth {
  return condition === null ? yes : truthOf(condition.term, situation);
}

/** What a yes-or-no term comes to. */
export function truthOf(term: Term, situation: Situation): Truth {
  switch (term.kind) {
    case 'truth':
      return term.value ? yes : no;
    case 'input':
      return answered(situation, term.id, (value) => value === true);
    case 'is':
      return answered(situation, term.input, (value) => (value === term.value) !== term.negated);
    case 'known': {
      const value = situation.answers.get(term.id);
      return value === undefined ? { yes: true, no: true, unknown: false } : value === null ? no : yes;
    }
    case 'not':
      return not(truthOf(term.of, situation));
    case 'and':
      return and(truthOf(term.left, situation), truthOf(term.right, situation));
    case 'or':
      return or(truthOf(term.left, situation), truthOf(term.right, situation));
    case 'compare':
      return compare(term.operator, rangeOf(term.left, situation), rangeOf(term.right, situation));
    default:
      throw new Error(`a ${term.kind} is neither true nor false`);
  }
}

/** What a number term comes to. */
export function rangeOf(term: Term, situation: Situation): Range {
  switch (term.kind) {
    case 'number':
      return exactly(term.value);
    case 'input':
      return inputRange(term.id, situation);
    case 'threshold':
      return exactly(thresholdValue(situation, term.id));
    case 'force':
      return forceRange(term.id, situation);
    case 'negate':
      return negate(rangeOf(term.of, situation));
    case 'arithmetic':
      return calculate(term.operator, rangeOf(term.left, situation), rangeOf(term.right, situation));
    case 'call':
      return callRange(term, situation);
    default:
      throw new Error(`a ${term.kind} is not a number`);
  }
}

/** The number that a threshold stands for: the user's, or else the tree's. */
export function thresholdValue(situation: Pick<Situation, 'tree' | 'overrides'>, id: string): number {
  const value = situation.overrides.get(id) ?? situation.tree.thresholds.get(id)?.value;
  if (value === undefined) throw new Error(`there is no threshold "${id}"`);
  return value;
}

/** The points that a force can come to. */
export function forceRange(id: string, situation: Situation): Range {
  const force: Force | undefined = situation.tree.forces.get(id);
  if (force === undefined) throw new Error(`there is no force "${id}"`);
  return pointsRange(force.points, 0, situation);
}

function answered(situation: Situation, id: string, test: (value: unknown) => boolean): Truth {
  const value = situation.answers.get(id);
  if (value === undefined) return open;
  if (value === null) return never;
  return test(value) ? yes : no;
}

function inputRange(id: string, situation: Situation): Range {
  const input = situation.tree.inputs.get(id);
  if (input === undefined) throw new Error(`there is no input "${id}"`);
  const value = situation.answers.get(id);
  if (value === undefined) return anyOf(input.min, input.max);
  return typeof value === 'number' ? exactly(value) : somewhere(input.min, input.max);
}

function pointsRange(points: readonly ForcePoints[], from: number, situation: Situation): Range {
  const entry = points[from];
  if (entry === undefined) return exactly(0);
  const truth = holds(entry.when, situation);
  const here = exactly(entry.points);
  if (truth.yes && !truth.no && !truth.unknown) return here;
  const rest = pointsRange(points, from + 1, situation);
  const cases: Range[] = [];
  if (truth.yes) cases.push(here);
  if (truth.no) cases.push(rest);
  if (truth.unknown) cases.push(between(here, rest));
  return cases.reduce(either);
}

function callRange(term: Term & { kind: 'call' }, situation: Situation): Range {
  const args = term.args.map((arg) => rangeOf(arg, situation));
  const [first, second] = args;
  if (term.name === 'max') return largest(args);
  if (term.name === 'min') return smallest(args);
  if (term.name === 'sum') return total(args);
  if (first === undefined || second === undefined) throw new Error('"pow" without two arguments');
  return power(first, second);
}
