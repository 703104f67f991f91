import type { CallFact, Expr, FileFacts } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import type { Value } from './values.ts';

type Fn = Extract<Value, { t: 'fn' }>;

const DEEPEST = 4;

/** A function, and what it calls of what the function around it was given: `wrap(handler)` gives a function that calls handler. */
export function withWrapped(evaluator: Evaluator, fn: Fn, depth = 0): Fn[] {
  if (!fn.frame || depth >= DEEPEST) return [fn];
  const facts = evaluator.program.facts(fn.file);
  const inner = facts.calls.filter(
    (call) => callsParameter(evaluator, fn.file, call) && isInside(evaluator, fn.file, call.fn, fn.f),
  );
  const called = inner.flatMap((call) => {
    const callee = calledOf(call);
    return callee ? evaluator.eval(fn.file, callee, fn.frame) : [];
  });
  return [fn, ...called.flatMap((value) => (value.t === 'fn' ? withWrapped(evaluator, value, depth + 1) : []))];
}

/** Whether a call calls a parameter of a function around it: what that is depends on who calls that function. */
export function callsParameter(evaluator: Evaluator, file: string, call: CallFact): boolean {
  const callee = calledOf(call);
  return callee !== undefined && isParameter(evaluator.program.facts(file), callee);
}

/** Whether an expression is a parameter, or what a function makes of one: `callbackify(work)`. */
export function isOfParameter(facts: FileFacts, expr: Expr): boolean {
  if (isParameter(facts, expr)) return true;
  const [only, ...more] = expr.k === 'id' ? (facts.bindings[expr.b]?.values ?? []) : [expr];
  return (
    only?.k === 'call' && more.length === 0 && facts.calls[only.c]?.args.some((arg) => isParameter(facts, arg)) === true
  );
}

function isParameter({ bindings }: FileFacts, expr: Expr): boolean {
  const values = expr.k === 'id' ? (bindings[expr.b]?.values ?? []) : [expr];
  return values.length === 1 && values[0]?.k === 'param';
}

function calledOf({ callee }: CallFact): Expr | undefined {
  if (callee.k === 'super') return undefined;
  return callee.k === 'get' && /^(call|apply)$/.test(callee.n) ? callee.o : callee;
}

function isInside(evaluator: Evaluator, file: string, f: number, outer: number): boolean {
  for (let at = f; at >= 0; at = evaluator.program.fn(file, at)?.parent ?? -1) if (at === outer) return true;
  return false;
}
