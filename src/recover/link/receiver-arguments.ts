import { functionArguments } from './arguments.ts';
import type { CallRef } from './callers.ts';
import type { Evaluator } from './evaluate.ts';
import { UNKNOWN, distinct, keyOf, type Frame, type Value } from './values.ts';

type Inst = Extract<Value, { t: 'inst' }>;

const MOST_CALLERS = 40;
const MOST_OF_BASES = 200;

/**
 * What callers pass for parameter `i` of a method of one particular object: only those whose receiver it is. A class that
 * several classes extend calls it on another object in each of them.
 */
export function receiverArguments(evaluator: Evaluator, file: string, f: number, i: number, self: Inst): Value[] {
  if (!isMethodOf(evaluator, file, f, self)) return [];
  const { known } = evaluator;
  return known.once(known.receivers, `${file}#${f}.${i}${keyOf(self)}`, () =>
    givenTo(evaluator, file, f, i, (one) => keyOf(one) === keyOf(self), MOST_CALLERS),
  );
}

/**
 * What was given to a method that puts it into a list of its object: to this very object, else to any of its class. Unknown
 * when several things were, as which of them is meant here does not show.
 */
export function keptArguments(evaluator: Evaluator, file: string, f: number, i: number, self: Inst): Value[] {
  const own =
    self.site === 'open' ? [] : givenTo(evaluator, file, f, i, (one) => keyOf(one) === keyOf(self), MOST_OF_BASES);
  if (own.length > 0) return own;
  const ofClass: IsMeant = (one) => one.t === 'inst' && one.c === self.c && one.file === self.file;
  const all = givenTo(evaluator, file, f, i, ofClass, MOST_OF_BASES);
  return all.length === 1 ? all : [UNKNOWN];
}

function givenTo(evaluator: Evaluator, file: string, f: number, i: number, isMeant: IsMeant, most: number): Value[] {
  const refs = evaluator.callers?.of(file, f) ?? [];
  const callers = [...new Map(refs.map((ref) => [`${ref.file}#${ref.c}`, ref])).values()];
  return callers.length > most ? [] : distinct(callers.flatMap((ref) => passedTo(evaluator, ref, isMeant, f, i)));
}

type IsMeant = (self: Value) => boolean;

function passedTo(evaluator: Evaluator, ref: CallRef, isWanted: IsMeant, f: number, i: number): Value[] {
  const call = evaluator.program.facts(ref.file).calls[ref.c];
  if (!call || call.callee.k === 'super') return [];
  const { callee } = call;
  return receiversAround(evaluator, ref.file, call.fn).flatMap((frame) => {
    const callees = evaluator.eval(ref.file, callee, frame);
    const isMeant = (value: Value): boolean =>
      value.t === 'fn' && value.f === f && value.self !== undefined && isWanted(value.self);
    // The base class by itself stands for all of them, and says nothing about one.
    const arg =
      callees.length > 0 && callees.every(isMeant) ? functionArguments(evaluator, ref.file, call, frame)[i] : undefined;
    return arg && arg.expr.k !== 'spread' ? evaluator.of(arg).filter((value) => value.t !== 'nil') : [];
  });
}

// The function around a call, as each class sees it that has it as a method.
function receiversAround(evaluator: Evaluator, file: string, f: number): (Frame | undefined)[] {
  const cls = evaluator.program.fn(file, f)?.cls ?? -1;
  if (f < 0 || cls < 0) return [undefined];
  const classes = [
    { file, c: cls },
    ...(evaluator.providers?.subclassesOf({ t: 'class', file, c: cls, frame: undefined }) ?? []),
  ];
  return classes.map((one) => ({
    file,
    f,
    args: undefined,
    self: { t: 'inst', file: one.file, c: one.c, ctor: undefined, site: 'open' },
    outer: undefined,
    depth: 0,
  }));
}

function isMethodOf(evaluator: Evaluator, file: string, f: number, self: Inst): boolean {
  return (
    file === self.file && evaluator.program.cls(self.file, self.c)?.methods.some((method) => method.fn === f) === true
  );
}
