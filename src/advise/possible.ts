import type { ArithmeticOperator, CompareOperator } from './term.ts';

/**
 * What a condition can come to, while some questions are open: true, false, or never known
 * (because somebody answered "I don't know"). At least one is set; exactly one when it is settled.
 */
export interface Truth {
  readonly yes: boolean;
  readonly no: boolean;
  readonly unknown: boolean;
}

/**
 * What a number can come to. What is never known makes it lie between `lo` and `hi`; what is still to be asked makes
 * `lo` and `hi` themselves lie between a smallest and a largest value.
 */
export interface Range {
  readonly lo: readonly [number, number];
  readonly hi: readonly [number, number];
}

export const yes: Truth = { yes: true, no: false, unknown: false };
export const no: Truth = { yes: false, no: true, unknown: false };
export const never: Truth = { yes: false, no: false, unknown: true };
export const open: Truth = { yes: true, no: true, unknown: true };

/** Whether there is only one thing that it can come to. */
export function isSettled(truth: Truth): boolean {
  return Number(truth.yes) + Number(truth.no) + Number(truth.unknown) === 1;
}

/** A number that is known. */
export function exactly(value: number): Range {
  return { lo: [value, value], hi: [value, value] };
}

/** A number that nobody knows: somewhere between the two. */
export function somewhere(min: number, max: number): Range {
  return { lo: [min, min], hi: [max, max] };
}

/** A number that is still to be asked for. */
export function anyOf(min: number, max: number): Range {
  return { lo: [min, max], hi: [min, max] };
}

/** Whether no answer to an open question can change it. */
export function isFixed(range: Range): boolean {
  return range.lo[0] === range.lo[1] && range.hi[0] === range.hi[1];
}

export function not(of: Truth): Truth {
  return { yes: of.no, no: of.yes, unknown: of.unknown };
}

export function and(a: Truth, b: Truth): Truth {
  return {
    yes: a.yes && b.yes,
    no: a.no || b.no,
    unknown: (a.unknown && (b.yes || b.unknown)) || (b.unknown && (a.yes || a.unknown)),
  };
}

export function or(a: Truth, b: Truth): Truth {
  return not(and(not(a), not(b)));
}

/** Compares two ranges; `==` on numbers that are not fixed can come out either way. */
export function compare(operator: CompareOperator, a: Range, b: Range): Truth {
  switch (operator) {
    case '>=':
      return atLeast(a, b);
    case '<':
      return not(atLeast(a, b));
    case '<=':
      return atLeast(b, a);
    case '>':
      return not(atLeast(b, a));
    case '==':
      return and(atLeast(a, b), atLeast(b, a));
    case '!=':
      return not(and(atLeast(a, b), atLeast(b, a)));
  }
}

function atLeast(a: Range, b: Range): Truth {
  if (a.lo[0] >= b.hi[1]) return yes;
  if (a.hi[1] < b.lo[0]) return no;
  return { yes: a.lo[1] >= b.hi[0], no: a.hi[0] < b.lo[1], unknown: a.lo[0] < b.hi[1] && a.hi[1] >= b.lo[0] };
}

/** The range of `-a`. */
export function negate(a: Range): Range {
  return { lo: [-a.hi[1], -a.hi[0]], hi: [-a.lo[1], -a.lo[0]] };
}

/** Ranges of `a + b`, `a - b`, `a * b` and `a / b`; the last two are wider than need be while questions are open. */
export function calculate(operator: ArithmeticOperator, a: Range, b: Range): Range {
  if (operator === '+') return add(a, b);
  if (operator === '-') return add(a, negate(b));
  return corners(a, b, operator === '*' ? (x, y) => x * y : (x, y) => x / y);
}

function add(a: Range, b: Range): Range {
  return { lo: [a.lo[0] + b.lo[0], a.lo[1] + b.lo[1]], hi: [a.hi[0] + b.hi[0], a.hi[1] + b.hi[1]] };
}

/** The range of `a` to the power of `b`, for bases of at least 0. */
export function power(a: Range, b: Range): Range {
  return corners(a, b, (x, y) => x ** y);
}

export function largest(ranges: readonly Range[]): Range {
  return combine(ranges, Math.max);
}

export function smallest(ranges: readonly Range[]): Range {
  return combine(ranges, Math.min);
}

export function total(ranges: readonly Range[]): Range {
  return combine(ranges, (...values) => values.reduce((sum, value) => sum + value, 0));
}

function combine(ranges: readonly Range[], with_: (...values: number[]) => number): Range {
  return {
    lo: [with_(...ranges.map(({ lo }) => lo[0])), with_(...ranges.map(({ lo }) => lo[1]))],
    hi: [with_(...ranges.map(({ hi }) => hi[0])), with_(...ranges.map(({ hi }) => hi[1]))],
  };
}

/** The range that covers both, when it is open (or never known) which of them it is. */
export function either(a: Range, b: Range): Range {
  return {
    lo: [Math.min(a.lo[0], b.lo[0]), Math.max(a.lo[1], b.lo[1])],
    hi: [Math.min(a.hi[0], b.hi[0]), Math.max(a.hi[1], b.hi[1])],
  };
}

/** The range between both, when it will never be known which of them it is. */
export function between(a: Range, b: Range): Range {
  return { lo: smallest([a, b]).lo, hi: largest([a, b]).hi };
}

// For operations that go one way in each argument, the extremes lie at the extremes of the arguments.
function corners(a: Range, b: Range, apply: (x: number, y: number) => number): Range {
  const values: number[] = [];
  for (const x of [a.lo[0], a.lo[1], a.hi[0], a.hi[1]]) {
    for (const y of [b.lo[0], b.lo[1], b.hi[0], b.hi[1]]) values.push(apply(x, y));
  }
  const known = values.filter((value) => !Number.isNaN(value));
  const undefinedSomewhere = known.length < values.length;
  const min = undefinedSomewhere ? -Infinity : Math.min(...known);
  const max = undefinedSomewhere ? Infinity : Math.max(...known);
  return isFixed(a) && isFixed(b) ? somewhere(min, max) : anyOf(min, max);
}
