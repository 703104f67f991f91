import type { Evidence } from '../../model/system.ts';
import type { CallFact, Expr } from '../facts/file-facts.ts';
import { calleesOf, type CallRef, type PassedRef } from './callers.ts';
import type { Evaluator } from './evaluate.ts';

// A wrapper, and a wrapper of that: further up, the collection is about something larger than the call.
const FARTHEST = 2;
const AT_ONCE = /^Promise\.(?:all|allSettled|any)$/;
// What was cut into pieces before has a size that somebody chose.
const PIECES = /chunk|batch|slice|splice|page|group|split|window|partition|take|top|limit|recent|latest|sample/i;

/** Where the calls of all elements are started at once: `Promise.all(items.map(call))`, `items.forEach(async …)`; undefined when nowhere. */
export function fanOutAround(evaluator: Evaluator, chain: readonly CallRef[]): Evidence | undefined {
  for (const ref of chain) {
    const found = fanOutAt(evaluator, ref);
    if (found) return found;
  }
  let level = chain.slice(0, 1);
  for (let depth = 0; depth < FARTHEST; depth++) {
    level = level.flatMap(({ file, c }) => {
      const f = evaluator.program.facts(file).calls[c]?.fn ?? -1;
      return f < 0 ? [] : (evaluator.callers?.of(file, f) ?? []);
    });
    for (const ref of level) {
      const found = fanOutAt(evaluator, ref);
      if (found) return found;
    }
  }
  return undefined;
}

// The site stands in a callback that is run for each element, and the collection is awaited as a whole (or not at all).
function fanOutAt(evaluator: Evaluator, { file, c }: CallRef): Evidence | undefined {
  const facts = evaluator.program.facts(file);
  for (let f = facts.calls[c]?.fn ?? -1; f >= 0; f = evaluator.program.fn(file, f)?.parent ?? -1) {
    for (const passed of evaluator.callers?.passedTo(file, f) ?? []) {
      const each = evaluator.program.facts(passed.file).calls[passed.c];
      if (!each || passed.index !== 0 || each.callee.k !== 'get') continue;
      const isAsync = evaluator.program.fn(file, f)?.isAsync === true;
      const all = each.callee.n === 'forEach' && isAsync ? passed : awaitedTogether(evaluator, passed, each);
      if (all && !isBounded(evaluator, passed.file, each) && !isSized(evaluator, passed.file, each.fn))
        return place(evaluator, all, each.callee.n);
    }
    // An inner function that runs by itself (a limiter's, a timer's) is not started with the others.
    if (!isCallback(evaluator, file, f)) return undefined;
  }
  return undefined;
}

function place(evaluator: Evaluator, { file, c }: CallRef, name: string): Evidence {
  const call = evaluator.program.facts(file).calls[c];
  const note = name === 'forEach' ? 'all elements at once: forEach waits for none' : 'all elements at once';
  return evaluator.evidence(file, call ?? { line: 1, column: 1 }, note);
}

// Callbacks of array methods and of promises run as part of the function that hands them over.
function isCallback(evaluator: Evaluator, file: string, f: number): boolean {
  return (evaluator.callers?.passedTo(file, f) ?? []).some(({ file: at, c }) => {
    const callee = evaluator.program.facts(at).calls[c]?.callee;
    return callee?.k === 'get' && /^(?:map|flatMap|filter|forEach|then|catch|finally)$/.test(callee.n);
  });
}

function awaitedTogether(evaluator: Evaluator, passed: PassedRef, each: CallFact): CallRef | undefined {
  if (each.callee.k !== 'get' || !/^(?:map|flatMap)$/.test(each.callee.n)) return undefined;
  const { file, c } = passed;
  const facts = evaluator.program.facts(file);
  const index = facts.calls.findIndex((call) => {
    const [list] = call.args;
    return list !== undefined && leadsTo(facts.bindings, list, c) && isTogether(evaluator, file, call);
  });
  return index < 0 ? undefined : { file, c: index };
}

function isTogether(evaluator: Evaluator, file: string, call: CallFact): boolean {
  return calleesOf(evaluator, file, call).some(
    (value) => value.t === 'lib' && value.lib.pkg === 'global' && AT_ONCE.test(value.lib.path),
  );
}

// `items.map(…)` itself, or a name that it was given to.
function leadsTo(bindings: readonly { readonly values: readonly Expr[] }[], expr: Expr, c: number): boolean {
  if (expr.k === 'call') return expr.c === c;
  if (expr.k === 'arr') return expr.items.some((item) => item.k === 'spread' && leadsTo(bindings, item.e, c));
  if (expr.k !== 'id') return false;
  return (bindings[expr.b]?.values ?? []).some((value) => value.k === 'call' && value.c === c);
}

// A function that turns pages, or one that is given its list by such a function.
function isSized(evaluator: Evaluator, file: string, f: number): boolean {
  for (let at = f; at >= 0; at = evaluator.program.fn(file, at)?.parent ?? -1)
    if (evaluator.program.fn(file, at)?.sizes) return true;
  return (f < 0 ? [] : (evaluator.callers?.of(file, f) ?? [])).some((caller) => {
    const fn = evaluator.program.facts(caller.file).calls[caller.c]?.fn ?? -1;
    return evaluator.program.fn(caller.file, fn)?.sizes === true;
  });
}

// A list that is written out, a piece of a list, or the entries of an object that is.
function isBounded(evaluator: Evaluator, file: string, each: CallFact): boolean {
  const list = each.callee.k === 'get' ? each.callee.o : undefined;
  if (!list) return true;
  const values = evaluator.eval(file, list, undefined);
  const isWritten = (value: (typeof values)[number]): boolean =>
    (value.t === 'arr' && value.expr.items.every((item) => item.k !== 'spread')) || value.t === 'text';
  return (values.length > 0 && values.every(isWritten)) || isPiece(evaluator, file, list, 0);
}

function isPiece(evaluator: Evaluator, file: string, expr: Expr, depth: number): boolean {
  if (depth > 4) return false;
  const facts = evaluator.program.facts(file);
  const inner = (next: Expr): boolean => isPiece(evaluator, file, next, depth + 1);
  if (expr.k === 'id') {
    const binding = facts.bindings[expr.b];
    return binding !== undefined && (PIECES.test(binding.name) || binding.values.some(inner));
  }
  if (expr.k === 'get') return PIECES.test(expr.n) || isConfiguration(facts.bindings, expr.o) || inner(expr.o);
  if (expr.k === 'element') return inner(expr.e);
  if (expr.k === 'any') return expr.of.some(inner);
  if (expr.k !== 'call') return expr.k === 'arr' && expr.items.every((item) => item.k !== 'spread');
  const call = facts.calls[expr.c];
  if (!call) return false;
  const { callee } = call;
  const isOfConstant = callee.k === 'get' && /^(?:keys|values|entries)$/.test(callee.n) && call.args[0];
  if (isOfConstant) return isLiteralObject(evaluator, file, isOfConstant);
  return (callee.k === 'get' || callee.k === 'id') && inner(callee);
}

// As many as somebody wrote into a configuration.
function isConfiguration(bindings: readonly { readonly name: string }[], expr: Expr): boolean {
  const name = expr.k === 'id' ? bindings[expr.b]?.name : expr.k === 'get' ? expr.n : undefined;
  return name !== undefined && /^(?:settings|config|configuration|conf|env)$/i.test(name);
}

function isLiteralObject(evaluator: Evaluator, file: string, expr: Expr): boolean {
  const values = evaluator.eval(file, expr, undefined);
  return (
    values.length > 0 &&
    values.every(
      (value) =>
        value.t === 'obj' && value.expr.props.every((prop) => prop.key !== null && typeof prop.key === 'string'),
    )
  );
}
