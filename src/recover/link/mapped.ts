import type { Expr } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import type { Closure, Value } from './values.ts';

type List = Extract<Value, { t: 'arr' }>;

const MOST = 200;
// No function of a file: the frame only holds the items.
const HOLDER = -4;
const literals: Extract<Expr, { k: 'arr' }>[] = [];

/** `list.map(f)`: the list of what f makes of each item. A function that gives nothing known gives no list. */
export function mapped(evaluator: Evaluator, list: List, [callback]: readonly Closure[]): Value[] {
  const fns = callback ? evaluator.of(callback).filter((value) => value.t === 'fn') : [];
  const { items } = list.expr;
  if (fns.length === 0 || items.length > MOST) return [];
  const made = items.map((item): Closure => {
    const expr: Expr = item.k === 'spread' ? { k: 'element', e: item.e } : item;
    const values = fns.flatMap((fn) => evaluator.invoke(fn, [{ file: list.file, expr, frame: list.frame }], 1));
    return { file: list.file, expr: { k: 'dyn' }, frame: undefined, values };
  });
  if (made.every((item) => (item.values ?? []).every((value) => value.t === 'unknown'))) return [];
  return [listOf(list.file, made)];
}

/** A list of what is known already. */
export function listOf(file: string, args: readonly Closure[]): Value {
  const frame = { file, f: HOLDER, args, self: undefined, outer: undefined, depth: 0 };
  return { t: 'arr', file, expr: literalOf(args.length), frame };
}

/** An item of a list that was made here, the last one for -1; undefined for any other list, which may grow and shrink. */
export function itemOf(evaluator: Evaluator, list: Value, index: number): Value[] | undefined {
  if (list.t !== 'arr' || list.frame?.f !== HOLDER) return undefined;
  const item = list.expr.items.at(index);
  return item && evaluator.eval(list.file, item, list.frame);
}

// The same expressions each time, so that what is known of them is remembered.
function literalOf(length: number): Extract<Expr, { k: 'arr' }> {
  return (literals[length] ??= {
    k: 'arr',
    items: Array.from({ length }, (_, i): Expr => ({ k: 'param', f: HOLDER, i })),
    at: { line: 1, column: 1 },
  });
}
