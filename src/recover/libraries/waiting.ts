import type { TimeoutPolicy } from '../../model/system.ts';
import type { Expr, FileFacts } from '../facts/file-facts.ts';
import type { Evaluator } from '../link/evaluate.ts';

/** The outermost function around a function, the method or handler as a whole; -1 at module level. */
export function rootFunction(evaluator: Evaluator, file: string, f: number): number {
  let at = f;
  for (let parent = parentOf(evaluator, file, at); at >= 0 && parent >= 0; parent = parentOf(evaluator, file, at))
    at = parent;
  return at;
}

function parentOf(evaluator: Evaluator, file: string, f: number): number {
  return evaluator.program.fn(file, f)?.parent ?? -1;
}

/**
 * A timer that gives up waiting, in the same method or handler as a request: `setTimeout` whose callback rejects the
 * promise (or is its `reject`). Undefined when there is none.
 */
export function rejectingTimer(evaluator: Evaluator, file: string, f: number): TimeoutPolicy | undefined {
  const facts = evaluator.program.facts(file);
  const root = rootFunction(evaluator, file, f);
  for (const call of facts.calls) {
    if (call.callee.k !== 'global' || call.callee.n !== 'setTimeout' || call.fn < 0) continue;
    if (rootFunction(evaluator, file, call.fn) !== root) continue;
    const [callback, delay] = call.args;
    if (!callback || !rejects(evaluator, facts, callback)) continue;
    const ms = delay ? evaluator.eval(file, delay, undefined).find((value) => value.t === 'num') : undefined;
    return { state: 'set', ms: ms?.t === 'num' ? ms.v : null, source: 'a timer rejects the promise' };
  }
  return undefined;
}

function rejects(evaluator: Evaluator, facts: FileFacts, callback: Expr): boolean {
  if (isReject(facts, callback)) return true;
  if (callback.k !== 'fn') return false;
  return facts.calls.some((call) => isReject(facts, call.callee) && within(evaluator, facts.file, call.fn, callback.f));
}

function within(evaluator: Evaluator, file: string, f: number, outer: number): boolean {
  for (let at = f; at >= 0; at = parentOf(evaluator, file, at)) if (at === outer) return true;
  return false;
}

// The second parameter of the function given to `new Promise`.
function isReject(facts: FileFacts, expr: Expr): boolean {
  if (expr.k !== 'id') return false;
  const value = facts.bindings[expr.b]?.values[0];
  if (value?.k !== 'param' || value.i !== 1) return false;
  return facts.calls.some(
    (call) =>
      call.isNew &&
      call.callee.k === 'global' &&
      call.callee.n === 'Promise' &&
      call.args[0]?.k === 'fn' &&
      call.args[0].f === value.f,
  );
}
