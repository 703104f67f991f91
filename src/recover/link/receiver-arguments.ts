import { functionArguments } from './arguments.ts';
import type { CallRef } from './callers.ts';
import type { Evaluator } from './evaluate.ts';
import { distinct, keyOf, type Frame, type Value } from './values.ts';

type Inst = Extract<Value, { t: 'inst' }>;

const MOST_CALLERS = 40;

/**
 * What callers pass for parameter `i` of a method of one particular object: only those whose receiver it is. A class that
 * several classes extend calls it on another object in each of them.
 */
export function receiverArguments(evaluator: Evaluator, file: string, f: number, i: number, self: Inst): Value[] {
  if (!isMethodOf(evaluator, file, f, self)) return [];
  const wanted = keyOf(self);
  const known = knownOf(evaluator);
  const key = `${f}.${i}${wanted}`;
  let values = known.get(key);
  if (!values) {
    // What is asked for while it is being found out is not known.
    known.set(key, []);
    const refs = evaluator.callers?.of(file, f) ?? [];
    const callers = [...new Map(refs.map((ref) => [`${ref.file}#${ref.c}`, ref])).values()];
    values =
      callers.length > MOST_CALLERS ? [] : distinct(callers.flatMap((ref) => passedTo(evaluator, ref, wanted, f, i)));
    known.set(key, values);
  }
  return values;
}

const found = new WeakMap<Evaluator, Map<string, Value[]>>();

function knownOf(evaluator: Evaluator): Map<string, Value[]> {
  let known = found.get(evaluator);
  if (!known) {
    known = new Map();
    found.set(evaluator, known);
  }
  return known;
}

function passedTo(evaluator: Evaluator, ref: CallRef, wanted: string, f: number, i: number): Value[] {
  const call = evaluator.program.facts(ref.file).calls[ref.c];
  if (!call || call.callee.k === 'super') return [];
  const { callee } = call;
  return receiversAround(evaluator, ref.file, call.fn).flatMap((frame) => {
    const callees = evaluator.eval(ref.file, callee, frame);
    const isMeant = (value: Value): boolean =>
      value.t === 'fn' && value.f === f && value.self !== undefined && keyOf(value.self) === wanted;
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
