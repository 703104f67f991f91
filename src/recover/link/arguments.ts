import type { CallFact, Expr } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import { UNKNOWN, type Closure, type Frame, type Value } from './values.ts';

type Rest = Extract<Expr, { k: 'rest' }>;

const arrays = new WeakMap<Rest, Extract<Expr, { k: 'arr' }>[]>();

/** Arguments of a call; a spread of a list that is known stands for its items. */
export function spreadArguments(
  evaluator: Evaluator,
  file: string,
  exprs: readonly Expr[],
  frame: Frame | undefined,
): Closure[] {
  const found: Closure[] = [];
  for (const expr of exprs) {
    const items = expr.k === 'spread' ? itemsOf(evaluator, { file, expr: expr.e, frame }) : undefined;
    if (items) found.push(...items);
    else found.push({ file, expr, frame });
  }
  return found;
}

/** Arguments that reach the function: those of `f.call(self, …)` and `f.apply(self, list)` without the receiver. */
export function functionArguments(
  evaluator: Evaluator,
  file: string,
  call: CallFact,
  frame: Frame | undefined,
): Closure[] {
  const { callee, args } = call;
  const indirect =
    callee.k === 'get' &&
    (callee.n === 'call' || callee.n === 'apply') &&
    evaluator.eval(file, callee.o, undefined).some((value) => value.t === 'fn');
  if (!indirect) return spreadArguments(evaluator, file, args, frame);
  if (callee.n === 'call') return spreadArguments(evaluator, file, args.slice(1), frame);
  const [, list] = args;
  if (!list) return [];
  return itemsOf(evaluator, { file, expr: list, frame }) ?? [{ file, expr: { k: 'spread', e: list }, frame }];
}

/** What a rest parameter is: a list of the arguments from there on, as many as are given. */
export function restValues(evaluator: Evaluator, file: string, expr: Rest, frame: Frame | undefined): Value[] {
  let count: number | undefined;
  for (let at = frame; at && count === undefined; at = at.outer)
    if (at.f === expr.f && at.file === file && at.args) {
      if (at.args.some((arg) => arg.expr.k === 'spread')) return [UNKNOWN];
      count = at.args.length - expr.i;
    }
  count ??= mostArguments(evaluator, file, expr);
  return count === undefined ? [UNKNOWN] : [{ t: 'arr', file, expr: arrayOf(evaluator, file, expr, count), frame }];
}

/** The one list that an expression is, item by item; undefined when that is not known. */
function itemsOf(evaluator: Evaluator, list: Closure): Closure[] | undefined {
  const [value, ...more] = evaluator.of(list);
  if (value?.t !== 'arr' || more.length > 0) return undefined;
  return spreadArguments(evaluator, value.file, value.expr.items, value.frame);
}

function mostArguments(evaluator: Evaluator, file: string, { f, i }: Rest): number | undefined {
  const counts = (evaluator.callers?.of(file, f) ?? []).map(
    (ref) => (evaluator.program.facts(ref.file).calls[ref.c]?.args.length ?? 0) + (ref.bound?.length ?? 0) - i,
  );
  return counts.length === 0 ? undefined : Math.max(0, ...counts);
}

// The same expression each time, so that what is known of it is remembered.
function arrayOf(evaluator: Evaluator, file: string, expr: Rest, count: number): Extract<Expr, { k: 'arr' }> {
  const known = arrays.get(expr) ?? [];
  arrays.set(expr, known);
  const length = Math.max(0, count);
  const at = evaluator.program.fn(file, expr.f) ?? { line: 1, column: 1 };
  return (known[length] ??= {
    k: 'arr',
    items: Array.from({ length }, (_, index): Expr => ({ k: 'param', f: expr.f, i: expr.i + index })),
    at: { line: at.line, column: at.column },
  });
}
