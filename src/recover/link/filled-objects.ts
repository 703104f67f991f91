import type { Expr } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import { framesOfFilling, isOfSeveral, namedPair, type NamedPair } from './map-entries.ts';
import type { Value } from './values.ts';

type ObjectValue = Extract<Value, { t: 'obj' }>;

/**
 * Pairs of name and value of an object that is empty at first and that its owner fills one by one, as all who fill it say:
 * `this.handlers[name] = handler`. Undefined where it is not known of each by what name, or whose object of several that is.
 */
export function filledObject(evaluator: Evaluator, object: ObjectValue): Value[] | undefined {
  const { file, expr } = object;
  if (expr.props.length > 0) return undefined;
  const { assignments, classes } = evaluator.program.facts(file);
  const cls = classes.findIndex(({ fields }) => fields.some(({ value }) => value === expr));
  const field = classes[cls]?.fields.find(({ value }) => value === expr)?.name;
  if (field === undefined || isOfSeveral(evaluator, file, cls)) return undefined;
  const pairs = assignments.flatMap(({ target, value, fn }): NamedPair[] => {
    if (target.k !== 'at' || !isField(target.o, cls, field)) return [];
    return framesOfFilling(evaluator, file, fn).map((at) => namedPair(evaluator, file, target.i, value, at));
  });
  return pairs.length > 0 && pairs.every(({ isKnown }) => isKnown) ? pairs.map(({ pair }) => pair) : undefined;
}

function isField(expr: Expr, cls: number, name: string): boolean {
  return expr.k === 'get' && expr.n === name && expr.o.k === 'this' && expr.o.c === cls;
}
