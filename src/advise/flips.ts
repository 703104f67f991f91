import { candidates } from './candidates.ts';
import type { Situation } from './evaluate.ts';
import { possibleOptions } from './outcomes.ts';
import type { Input, Value } from './tree.ts';

/** Another answer to one question. For a number, every value from `value` on in the direction of `relation`, up to `until`. */
export interface Change {
  readonly input: Input;
  readonly relation: '=' | '>=' | '<=';
  readonly value: Value;
  /** The last number that does not change anything yet: `value` is the next one to it. Null where there are no numbers. */
  readonly limit: number | null;
  /** The last value known to lead to the same options; null when the range has no other end. */
  readonly until: Value | null;
}

/** Other answers that would change the recommendation. */
export interface Flip {
  readonly changes: readonly Change[];
  /** What it would become: one option, or several when more questions would follow. */
  readonly options: readonly string[];
  /** How far away it is: for numbers, the share by which the answer would have to change. */
  readonly distance: number;
}

/**
 * The nearest changes of one answer that lead to another recommendation, found by trying them; and, for options that no
 * single change leads to, of two numbers. The nearest come first. `option` is the recommendation as it stands.
 */
export function findFlips(situation: Situation, option: string): Flip[] {
  const singles = [...situation.answers].flatMap(([id, value]) => {
    const input = situation.tree.inputs.get(id);
    return input === undefined || value === null ? [] : flipsOf(situation, option, input, value);
  });
  const reached = new Set(singles.filter((flip) => flip.options.length === 1).flatMap((flip) => flip.options));
  const pairs = [...situation.tree.options.keys()].filter((id) => id !== option && !reached.has(id));
  return [...singles, ...findPairs(situation, pairs)].toSorted(byDistance);
}

// What is settled says more than what only opens further questions.
function byDistance(a: Flip, b: Flip): number {
  const settled = Number(a.options.length > 1) - Number(b.options.length > 1);
  return settled || a.distance - b.distance || a.changes.length - b.changes.length;
}

function flipsOf(situation: Situation, option: string, input: Input, value: Value): Flip[] {
  if (typeof value === 'number') {
    return [upward, downward].flatMap((direction) => numericFlips(situation, option, input, value, direction));
  }
  return candidates(situation.tree, input, situation.overrides).flatMap((other): Flip[] => {
    const options = optionsWith(situation, new Map([[input.id, other]]));
    if (other === value || isSame(options, [option])) return [];
    return [{ changes: [{ input, relation: '=', value: other, limit: null, until: null }], options, distance: 1 }];
  });
}

interface Direction {
  readonly relation: '>=' | '<=';
  readonly sign: 1 | -1;
}

const upward: Direction = { relation: '>=', sign: 1 };
const downward: Direction = { relation: '<=', sign: -1 };

function numericFlips(situation: Situation, option: string, input: Input, value: number, direction: Direction): Flip[] {
  const { relation, sign } = direction;
  const multiples = [0.1, 0.25, 0.5, 2, 4, 10].map((factor) => value * factor);
  const steps = numbersFrom(situation, input, value, sign, multiples);
  const flips: Flip[] = [];
  let [last, lastOptions]: [number, readonly string[]] = [value, [option]];
  for (const step of steps) {
    const options = optionsWith(situation, new Map([[input.id, step]]));
    if (!isSame(options, lastOptions)) {
      const edge = findEdge(situation, input, last, step);
      const before = flips.pop();
      const until = before && edge.before;
      if (before)
        flips.push({ ...before, changes: before.changes.map((change) => ({ ...change, until: until ?? null })) });
      const edgeOptions = optionsWith(situation, new Map([[input.id, edge.after]]));
      const changes: Change[] = [{ input, relation, value: edge.after, limit: edge.before, until: null }];
      flips.push({ changes, options: edgeOptions, distance: relativeDistance(value, edge.after) });
      lastOptions = options;
    }
    last = step;
  }
  return firstOfEach(flips.filter((flip) => !isSame(flip.options, [option])));
}

// Two ranges with the same result on the same side: the nearer one says enough.
function firstOfEach(flips: readonly Flip[]): Flip[] {
  return flips.filter((flip, index) => flips.findIndex((other) => isSame(other.options, flip.options)) === index);
}

function numbersFrom(
  situation: Situation,
  input: Input,
  value: number,
  sign: 1 | -1,
  extra: readonly number[] = [],
): number[] {
  const all = candidates(situation.tree, input, situation.overrides, extra).filter((each) => typeof each === 'number');
  const beyond = all.filter((each) => (each - value) * sign > 0);
  return sign === 1 ? beyond : beyond.toReversed();
}

// Halves the way between two values with different results until whole numbers (or three digits) lie side by side.
function findEdge(situation: Situation, input: Input, from: number, to: number): { before: number; after: number } {
  const start = optionsWith(situation, new Map([[input.id, from]]));
  let [before, after] = [from, to];
  for (let step = 0; step < 60; step++) {
    const middle = between(input, before, after);
    if (middle === before || middle === after) break;
    if (isSame(optionsWith(situation, new Map([[input.id, middle]])), start)) before = middle;
    else after = middle;
  }
  return { before, after };
}

function between(input: Input, a: number, b: number): number {
  const middle = (a + b) / 2;
  if (input.type === 'int') return a < b ? Math.floor(middle) : Math.ceil(middle);
  const rounded = Number(middle.toPrecision(input.type === 'percent' ? 5 : 3));
  return (rounded - a) * (rounded - b) < 0 ? rounded : a;
}

function findPairs(situation: Situation, wanted: readonly string[]): Flip[] {
  if (wanted.length === 0) return [];
  const numeric = [...situation.answers].flatMap(([id, value]) => {
    const input = situation.tree.inputs.get(id);
    return input === undefined || typeof value !== 'number'
      ? []
      : [{ input, value, steps: allSteps(situation, input, value) }];
  });
  const best = new Map<string, Flip>();
  for (const [index, a] of numeric.entries()) {
    for (const b of numeric.slice(index + 1)) {
      for (const x of a.steps) {
        for (const y of b.steps) {
          const [option, ...others] = optionsWith(
            situation,
            new Map([
              [a.input.id, x],
              [b.input.id, y],
            ]),
          );
          if (option === undefined || others.length > 0 || !wanted.includes(option)) continue;
          const distance = relativeDistance(a.value, x) + relativeDistance(b.value, y);
          const nearest = best.get(option);
          if (nearest && nearest.distance <= distance) continue;
          best.set(option, { changes: [changeTo(a, x), changeTo(b, y)], options: [option], distance });
        }
      }
    }
  }
  return [...best.values()];
}

function allSteps(situation: Situation, input: Input, value: number): number[] {
  return [...numbersFrom(situation, input, value, 1), ...numbersFrom(situation, input, value, -1)];
}

function changeTo({ input, value }: { readonly input: Input; readonly value: number }, to: number): Change {
  return { input, relation: to > value ? '>=' : '<=', value: to, limit: null, until: null };
}

function optionsWith(situation: Situation, changes: ReadonlyMap<string, Value>): string[] {
  return possibleOptions({ ...situation, answers: new Map([...situation.answers, ...changes]) });
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each) => b.includes(each));
}

function relativeDistance(from: number, to: number): number {
  return Math.abs(to - from) / Math.max(Math.abs(from), Math.abs(to));
}
