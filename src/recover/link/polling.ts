import type { Expr, FileFacts } from '../facts/file-facts.ts';
import type { CallRef } from './callers.ts';
import type { Evaluator } from './evaluate.ts';

// To ask until something has come about is no answer to a failure.
const WAITS =
  /poll(?!ut|o|en)|[wW]ait_?(?:[fF]or|[uU]n?til)|(?:^|_)until|Until|(?:check|ensure|assert|expect)\w*_?[iI]s_?[A-Z]/;

/** Whether a call is repeated to wait for something: a function around it, or what it is handed over with, says so. */
export function isPolling(evaluator: Evaluator, { file, c }: CallRef): boolean {
  const facts = evaluator.program.facts(file);
  for (let f = facts.calls[c]?.fn ?? -1; f >= 0; f = facts.functions[f]?.parent ?? -1) {
    if (WAITS.test(facts.functions[f]?.name ?? '')) return true;
    for (const ref of evaluator.callers?.passedTo(file, f) ?? []) {
      const around = evaluator.program.facts(ref.file);
      if (around.calls[ref.c]?.args.some((arg) => saysSo(around, arg))) return true;
    }
  }
  return false;
}

function saysSo(facts: FileFacts, expr: Expr): boolean {
  switch (expr.k) {
    case 'id':
      return WAITS.test(facts.bindings[expr.b]?.name ?? '');
    case 'get':
      return WAITS.test(expr.n) || saysSo(facts, expr.o);
    case 'obj':
      return expr.props.some(({ key, value }) => (typeof key === 'string' && WAITS.test(key)) || saysSo(facts, value));
    default:
      return false;
  }
}
