import type { Expr, Prop } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import { produced } from './produced.ts';
import type { Value } from './values.ts';

/** What tsyringe gives for `register(token, { useClass: X })`. */
export function fromRegistration(evaluator: Evaluator, value: Extract<Value, { t: 'obj' }>): Value[] {
  const at = evaluator.evidence(value.file, value.expr.at);
  const constant = evaluator.member([value], 'useValue', at);
  if (constant.length > 0) return constant;
  const made = evaluator.member([value], 'useFactory', at).filter((item) => item.t === 'fn');
  if (made.length > 0) return made.flatMap((fn) => produced(evaluator, fn));
  const given = evaluator.member([value], 'useClass', at);
  if (given.length === 0) return [value];
  return given.flatMap((cls): Value[] =>
    cls.t === 'class' ? [{ t: 'inst', file: cls.file, c: cls.c, ctor: undefined, site: 'open' }] : [],
  );
}

/** Visits the properties of every object literal in an expression. */
export function visitObjects(expr: Expr, visit: (props: readonly Prop[]) => void, depth = 0): void {
  if (depth > 6) return;
  if (expr.k === 'obj') {
    visit(expr.props);
    for (const prop of expr.props) visitObjects(prop.value, visit, depth + 1);
  } else if (expr.k === 'arr') for (const item of expr.items) visitObjects(item, visit, depth + 1);
}
