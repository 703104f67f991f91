import type { CallFact, Expr } from '../facts/file-facts.ts';
import { functionArguments } from './arguments.ts';
import type { CallRef } from './callers.ts';
import type { Evaluator } from './evaluate.ts';
import type { Frame, Value } from './values.ts';

/** A caller on the way from a site outwards, and the function that it calls. */
export interface Step {
  readonly file: string;
  readonly f: number;
  readonly caller: CallRef;
  /** Which of several functions that the callee may be. */
  readonly variant: number;
}

/** A frame in which the parameters of `f` and of the functions around it stay symbolic. */
export function openFrame(evaluator: Evaluator, file: string, f: number): Frame | undefined {
  if (f < 0) return undefined;
  const parent = evaluator.program.fn(file, f)?.parent ?? -1;
  return { file, f, args: undefined, self: undefined, outer: openFrame(evaluator, file, parent), depth: 0 };
}

/** The frame of the function around the call at `level`: open, or with the arguments of the step that enters it. */
export function frameFor(
  evaluator: Evaluator,
  site: CallRef,
  steps: readonly Step[],
  level: number,
): Frame | undefined {
  const ref = level === 0 ? site : steps[level - 1]?.caller;
  if (!ref) return undefined;
  const fn = evaluator.program.facts(ref.file).calls[ref.c]?.fn ?? -1;
  const step = steps[level];
  if (!step) return openFrame(evaluator, ref.file, fn);
  const entered = enteredFrame(evaluator, site, steps, level);
  return replaceFrame(evaluator, ref.file, fn, step, entered);
}

// Functions between the entered one and the call keep their open parameters, on top of the entered frame.
function replaceFrame(evaluator: Evaluator, file: string, f: number, step: Step, entered: Frame): Frame | undefined {
  // A function that put something aside for the call (a handler into a list) stands around everything.
  if (f < 0) return entered;
  if (file === step.file && f === step.f) return entered;
  const parent = evaluator.program.fn(file, f)?.parent ?? -1;
  return {
    file,
    f,
    args: undefined,
    self: undefined,
    outer: replaceFrame(evaluator, file, parent, step, entered),
    depth: 0,
  };
}

function enteredFrame(evaluator: Evaluator, site: CallRef, steps: readonly Step[], level: number): Frame {
  const step = steps[level];
  if (!step) throw new Error('no step');
  const callerFrame = frameFor(evaluator, site, steps, level + 1);
  const call = evaluator.program.facts(step.caller.file).calls[step.caller.c];
  const fn = functionsAt(evaluator, step, callerFrame)[step.variant];
  const own = call ? functionArguments(evaluator, step.caller.file, call, callerFrame) : [];
  const args = fn?.bound ? [...fn.bound, ...own] : own;
  const parent = evaluator.program.fn(step.file, step.f)?.parent ?? -1;
  return {
    file: step.file,
    f: step.f,
    args,
    self: fn?.self,
    outer: fn?.frame ?? openFrame(evaluator, step.file, parent),
    depth: 0,
  };
}

const MOST_CALLERS = 40;

/** The frames of the function around a call as its callers enter it, one for each. */
export function framesOfCallers(evaluator: Evaluator, ref: CallRef): Frame[] {
  const { file } = ref;
  const f = evaluator.program.facts(file).calls[ref.c]?.fn ?? -1;
  const callers = f < 0 ? [] : (evaluator.callers?.of(file, f) ?? []);
  return callers.slice(0, MOST_CALLERS).flatMap((caller) => {
    const frame = frameFor(evaluator, ref, [{ file, f, caller, variant: 0 }], 0);
    return frame ? [frame] : [];
  });
}

/** A wrapper calls whatever it is given: seen from one of its callers, it may call another function than the one on the way. */
export function isContradicted(evaluator: Evaluator, site: CallRef, steps: readonly Step[]): boolean {
  return steps.some((step, level) => {
    if (level + 1 >= steps.length) return false;
    const call = evaluator.program.facts(step.caller.file).calls[step.caller.c];
    const callee = call && calledExpression(call);
    if (!callee || !dependsOnFrame(callee)) return false;
    const values = evaluator.eval(step.caller.file, callee, frameFor(evaluator, site, steps, level + 1));
    return (
      values.length > 0 && values.every((value) => value.t === 'fn' && (value.file !== step.file || value.f !== step.f))
    );
  });
}

function dependsOnFrame(callee: Expr): boolean {
  if (callee.k === 'get') return dependsOnFrame(callee.o);
  return callee.k === 'id' || callee.k === 'param' || callee.k === 'call' || callee.k === 'this' || callee.k === 'at';
}

/** Whether the innermost caller calls the function in as many ways as its step says. */
export function functionAt(evaluator: Evaluator, site: CallRef, steps: readonly Step[]): boolean {
  const level = steps.length - 1;
  const step = steps[level];
  return (
    step !== undefined &&
    functionsAt(evaluator, step, frameFor(evaluator, site, steps, level + 1))[step.variant] !== undefined
  );
}

// `f.call(self)` and `f.apply(self)` call f.
function calledExpression({ callee }: CallFact): Expr | undefined {
  if (callee.k === 'super') return undefined;
  return callee.k === 'get' && (callee.n === 'call' || callee.n === 'apply') ? callee.o : callee;
}

function functionsAt(evaluator: Evaluator, step: Step, frame: Frame | undefined): Extract<Value, { t: 'fn' }>[] {
  const call = evaluator.program.facts(step.caller.file).calls[step.caller.c];
  const callee = call && calledExpression(call);
  if (!callee) return [];
  return evaluator
    .eval(step.caller.file, callee, frame)
    .filter((value) => value.t === 'fn' && value.file === step.file && value.f === step.f) as Extract<
    Value,
    { t: 'fn' }
  >[];
}
