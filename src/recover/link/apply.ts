import type { CallFact, FunctionFact } from '../facts/file-facts.ts';
import { spreadArguments } from './arguments.ts';
import { asCalled } from './base-constructors.ts';
import { mayCompare, mustCompare } from './conditions.ts';
import type { Evaluator } from './evaluate.ts';
import { keptFromCallback } from './kept-globally.ts';
import { callLibrary } from './library-values.ts';
import { callMethod } from './method-values.ts';
import { isNeverTaken } from './never-taken.ts';
import { RECEIVER, selfOf, type Closure, type Frame, type Value } from './values.ts';

const MAX_FRAMES = 14;

/** What call `c` of a file gives. */
export function callValues(evaluator: Evaluator, file: string, c: number, frame: Frame | undefined): Value[] {
  const call = evaluator.program.facts(file).calls[c];
  if (!call || call.callee.k === 'super') return [];
  const args = spreadArguments(evaluator, file, call.args, frame);
  const special =
    call.callee.k === 'get' && call.callee.o.k !== 'super'
      ? callMethod(evaluator, file, call, evaluator.eval(file, call.callee.o, frame), args, frame)
      : undefined;
  if (special) return special;
  const callees = evaluator.eval(file, call.callee, frame);
  const [only] = callees;
  if (only && callees.length === 1) return apply(evaluator, asCalled(only), file, c, call, args, frame);
  const values: Value[] = [];
  for (const callee of callees)
    for (const value of apply(evaluator, asCalled(callee), file, c, call, args, frame)) values.push(value);
  return values;
}

function apply(
  evaluator: Evaluator,
  callee: Value,
  file: string,
  c: number,
  call: CallFact,
  args: readonly Closure[],
  frame: Frame | undefined,
): Value[] {
  if (callee.t === 'fn') return evaluator.invoke(callee, args, (frame?.depth ?? 0) + 1);
  if (callee.t === 'class') return [{ t: 'inst', file: callee.file, c: callee.c, ctor: args, site: `${file}#${c}` }];
  if (callee.t === 'lib') return callLibrary(evaluator, callee.lib, args, { file, call, c });
  // What a method gives that only subclasses have: callers know which.
  if (callee.t === 'text' && callee.parts.some((part) => part.p === 'param' && part.i === RECEIVER)) return [callee];
  return callee.t === 'unknown' ? [callee] : [];
}

/** What a function gives when called with these arguments. */
export function invokeFunction(
  evaluator: Evaluator,
  fn: Extract<Value, { t: 'fn' }>,
  args: readonly Closure[],
  depth: number,
): Value[] {
  if (depth > MAX_FRAMES) {
    evaluator.invocations.cut();
    return [];
  }
  return evaluator.invocations.remember(fn, args, depth, () => results(evaluator, fn, args, depth));
}

function results(
  evaluator: Evaluator,
  fn: Extract<Value, { t: 'fn' }>,
  args: readonly Closure[],
  depth: number,
): Value[] {
  const fact = evaluator.program.fn(fn.file, fn.f);
  if (!fact) return [];
  const given = fn.bound ? [...fn.bound, ...args] : args;
  const frame: Frame = { file: fn.file, f: fn.f, args: given, self: fn.self, outer: fn.frame, depth };
  const values = returned(evaluator, fn.file, fact, frame);
  const kept = keptFromCallback(evaluator, fn, frame, values);
  if (kept.length > 0) return kept;
  if (values.some((value) => value.t !== 'unknown' && value.t !== 'nil')) return values;
  const typed = evaluator.typed(fn.file, fact.returnType);
  return typed.length > 0 ? typed : values;
}

function returned(evaluator: Evaluator, file: string, fact: FunctionFact, frame: Frame): Value[] {
  const [only] = fact.returns;
  if (only && fact.returns.length === 1 && fact.returnsWhen?.[0] === undefined)
    return evaluator.eval(file, only, frame);
  const values: Value[] = [];
  for (const [i, expr] of fact.returns.entries()) {
    const when = fact.returnsWhen?.[i];
    if (when && (isNeverTaken(evaluator, file, when) || !mayCompare(evaluator, file, when, frame))) continue;
    for (const value of evaluator.eval(file, expr, frame)) values.push(value);
    // What stands behind a return that this caller surely gets to is for others.
    if (when && fact.returnsSurely?.includes(i) && mustCompare(evaluator, file, when, frame)) break;
  }
  return values;
}

// In an open frame callers of the method may know of which subclass the object is.
function openReceiver(evaluator: Evaluator, file: string, c: number, f: number, frame: Frame | undefined): Value {
  const open = { t: 'inst', file, c, ctor: undefined, site: 'open' } as const;
  if (frame === undefined || evaluator.providers?.subclasses(file, c) === undefined) return open;
  const methods = evaluator.program.cls(file, c)?.methods ?? [];
  let method = f;
  // A callback inside a method (`new Promise((resolve) => this.client.publish(…))`) has the method's receiver.
  while (method >= 0 && !methods.some(({ fn }) => fn === method))
    method = evaluator.program.fn(file, method)?.parent ?? -1;
  return method < 0 ? open : { ...open, within: method };
}

/** What `this` is in function `f` of class `c` (-1 when in none). */
export function receiverValues(
  evaluator: Evaluator,
  file: string,
  c: number,
  f: number,
  frame: Frame | undefined,
): Value[] {
  const given = evaluator.callers?.givenSelf(evaluator.program, file, f) ?? [];
  if (given.length > 0) return given;
  const self = selfOf(frame);
  if (self) return [self];
  if (c >= 0 && isStatic(evaluator, file, c, f)) return [{ t: 'class', file, c, frame: undefined }];
  if (c >= 0) return [openReceiver(evaluator, file, c, f, frame)];
  for (
    let fn: FunctionFact | undefined = evaluator.program.fn(file, f);
    fn;
    fn = evaluator.program.fn(file, fn.parent)
  ) {
    if (fn.owner) return evaluator.eval(file, fn.owner, frame);
  }
  return [];
}

// In a static method, and in the functions inside it, `this` is the class.
function isStatic({ program }: Evaluator, file: string, c: number, f: number): boolean {
  const statics = program.cls(file, c)?.methods.filter((method) => method.isStatic) ?? [];
  for (let at = f; at >= 0 && statics.length > 0; at = program.fn(file, at)?.parent ?? -1)
    if (statics.some(({ fn }) => fn === at)) return true;
  return false;
}
