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
  const isInherited = isMethodOfBase(evaluator, file, f, self);
  if (!isInherited && (self.site === 'open' || !isMethodOf(evaluator, file, f, self))) return [];
  const { known } = evaluator;
  return known.once(known.receivers, `${file}#${f}.${i}${keyOf(self)}`, () => {
    const refs = evaluator.callers?.of(file, f) ?? [];
    const callers = [...new Map(refs.map((ref) => [`${ref.file}#${ref.c}`, ref])).values()];
    if (callers.length > (isInherited ? MOST_OF_BASES : MOST_CALLERS)) return [];
    const wanted = keyOf(self);
    const own = distinct(callers.flatMap((ref) => passedTo(evaluator, ref, (one) => keyOf(one) === wanted, f, i)));
    if (!isInherited || own.length > 0) return own;
    const ofClass = (one: Value): boolean => one.t === 'inst' && one.c === self.c && one.file === self.file;
    const all = distinct(callers.flatMap((ref) => passedTo(evaluator, ref, ofClass, f, i)));
    // Of several objects that one of a class may have been given, which one is meant here is not known.
    return all.length > 1 && all.every((value) => value.t === 'inst') ? [UNKNOWN] : all;
  });
}

// What a class inherits is called on an object of that class.
function isMethodOfBase(evaluator: Evaluator, file: string, f: number, self: Inst): boolean {
  const c = evaluator.program.fn(file, f)?.cls ?? -1;
  if (c < 0 || (file === self.file && c === self.c)) return false;
  const isMethod = evaluator.program.cls(file, c)?.methods.some((method) => method.fn === f) === true;
  const subclasses = isMethod
    ? (evaluator.providers?.subclassesOf({ t: 'class', file, c, frame: undefined }) ?? [])
    : [];
  return subclasses.some((one) => one.file === self.file && one.c === self.c);
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
