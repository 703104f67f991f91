import type { Expr } from './file-facts.ts';
import type { Lowering } from './lowering.ts';

/** What a call does to names of its module: `routes.push(health, ...orders)`, and what TypeScript makes of `export *`. */
export function lowerSideEffects(lowering: Lowering, callee: Expr, args: readonly Expr[]): void {
  if (lowering.fn >= 0 || lowering.loop !== '') return;
  if (callee.k === 'get' && callee.n === 'push') lengthen(lowering, callee.o, args);
  const name = callee.k === 'get' ? callee.n : callee.k === 'id' ? lowering.bindings[callee.b]?.name : undefined;
  const [from] = args;
  if (name === '__exportStar' && from?.k === 'mod') lowering.exports.push({ name: '*', value: from });
}

// Only a list that is written out, and that its name is given once.
function lengthen(lowering: Lowering, target: Expr, items: readonly Expr[]): void {
  const [list, ...more] = target.k === 'id' ? (lowering.bindings[target.b]?.values ?? []) : [];
  if (list?.k === 'arr' && more.length === 0) (list.items as Expr[]).push(...items);
}
