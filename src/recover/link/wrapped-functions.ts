import type { CallFact, Expr, FileFacts } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import type { Value } from './values.ts';

type Fn = Extract<Value, { t: 'fn' }>;

const DEEPEST = 4;

/** A function, and what it calls of what the function around it was given: `wrap(handler)` gives a function that calls handler. */
export function withWrapped(evaluator: Evaluator, fn: Fn, depth = 0): Fn[] {
  if (!fn.frame || depth >= DEEPEST) return [fn];
  const facts = evaluator.program.facts(fn.file);
  // Its own parameters are what those who call it hand over, whatever the function around it was given.
  const inner = facts.calls.filter((call) => {
    if (!isInside(evaluator, fn.file, call.fn, fn.f)) return false;
    const owner = parameterCalled(evaluator, fn.file, call);
    return owner !== undefined && !isInside(evaluator, fn.file, owner, fn.f);
  });
  const called = inner.flatMap((call) => {
    const callee = calledOf(call);
    return callee ? evaluator.eval(fn.file, callee, fn.frame) : [];
  });
  return [fn, ...called.flatMap((value) => (value.t === 'fn' ? withWrapped(evaluator, value, depth + 1) : []))];
}

/** Whether a call calls a parameter of a function around it: what that is depends on who calls that function. */
export function callsParameter(evaluator: Evaluator, file: string, call: CallFact): boolean {
  return parameterCalled(evaluator, file, call) !== undefined;
}

// The function of whose parameters one is called, or a function in an object that was written for it: `wrap({ before() {} })`.
function parameterCalled(evaluator: Evaluator, file: string, call: CallFact): number | undefined {
  const callee = calledOf(call);
  if (callee === undefined) return undefined;
  const facts = evaluator.program.facts(file);
  const own = ownerOfParameter(facts, callee);
  if (own !== undefined) return own;
  const member = onlyValue(facts, callee);
  const owner = member?.k === 'get' ? ownerOfParameter(facts, member.o) : undefined;
  if (owner === undefined || owner === call.fn || !isInside(evaluator, file, call.fn, owner)) return undefined;
  return evaluator
    .eval(file, callee, undefined)
    .every((value) => value.t !== 'fn' || isWrittenFor(evaluator, file, owner, value))
    ? owner
    : undefined;
}

function isWrittenFor(evaluator: Evaluator, file: string, f: number, fn: Fn): boolean {
  return (evaluator.callers?.of(file, f) ?? []).some(
    (ref) =>
      ref.file === fn.file && evaluator.program.facts(ref.file).calls[ref.c]?.args.some((arg) => holds(arg, fn.f)),
  );
}

/** Whether a function is written in an expression: as it is, or in an object or a list. */
export function holds(expr: Expr, f: number): boolean {
  if (expr.k === 'fn') return expr.f === f;
  if (expr.k === 'obj') return expr.props.some(({ value }) => holds(value, f));
  return expr.k === 'arr' && expr.items.some((item) => holds(item, f));
}

/** Whether an expression is a parameter, or what a function makes of one: `callbackify(work)`. */
export function isOfParameter(facts: FileFacts, expr: Expr): boolean {
  const isParameter = (one: Expr): boolean => ownerOfParameter(facts, one) !== undefined;
  if (isParameter(expr)) return true;
  const only = onlyValue(facts, expr);
  return only?.k === 'call' && facts.calls[only.c]?.args.some(isParameter) === true;
}

// The function whose parameter an expression is.
function ownerOfParameter(facts: FileFacts, expr: Expr): number | undefined {
  const only = onlyValue(facts, expr);
  return only?.k === 'param' ? only.f : undefined;
}

function onlyValue({ bindings }: FileFacts, expr: Expr): Expr | undefined {
  const values = expr.k === 'id' ? (bindings[expr.b]?.values ?? []) : [expr];
  return values.length === 1 ? values[0] : undefined;
}

function calledOf({ callee }: CallFact): Expr | undefined {
  if (callee.k === 'super') return undefined;
  return callee.k === 'get' && /^(call|apply)$/.test(callee.n) ? callee.o : callee;
}

function isInside(evaluator: Evaluator, file: string, f: number, outer: number): boolean {
  for (let at = f; at >= 0; at = evaluator.program.fn(file, at)?.parent ?? -1) if (at === outer) return true;
  return false;
}
