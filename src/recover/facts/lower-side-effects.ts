import type { Expr } from './file-facts.ts';
import type { Lowering } from './lowering.ts';

/** What a call does to names of its module: `routes.push(health, ...orders)`, and what TypeScript makes of `export *`. */
export function lowerSideEffects(lowering: Lowering, callee: Expr, args: readonly Expr[]): void {
  if (callee.k === 'get' && callee.n === 'push' && args.length > 0) notePushed(lowering, callee.o, args);
  if (lowering.fn >= 0 || lowering.loop !== '') return;
  if (callee.k === 'get' && callee.n === 'push') lengthen(lowering, callee.o, args);
  const name = callee.k === 'get' ? callee.n : callee.k === 'id' ? lowering.bindings[callee.b]?.name : undefined;
  const [from] = args;
  if (name === '__exportStar' && from?.k === 'mod') lowering.exports.push({ name: '*', value: from });
}

// `this.events.push(event)`: kept until the class is read, which says whether that is a list.
function notePushed(lowering: Lowering, target: Expr, items: readonly Expr[]): void {
  if (target.k !== 'get' || target.o.k !== 'this' || target.o.c < 0) return;
  lowering.pushed.push({ c: target.o.c, name: target.n, value: { k: 'arr', items, at: target.at } });
}

/** What the methods of a class put into lists that are its fields: each is such a list, too. */
export function lowerPushed(lowering: Lowering, c: number): void {
  const fields = lowering.classes[c]?.fields ?? [];
  const lists = new Set(fields.flatMap(({ name, value }) => (value?.k === 'arr' ? [name] : [])));
  for (const { c: owner, name, value } of lowering.pushed)
    if (owner === c && lists.has(name)) fields.push({ name, value, type: null, decorators: [], isStatic: false });
}

// Only a list that is written out, and that its name is given once.
function lengthen(lowering: Lowering, target: Expr, items: readonly Expr[]): void {
  const [list, ...more] = target.k === 'id' ? (lowering.bindings[target.b]?.values ?? []) : [];
  if (list?.k === 'arr' && more.length === 0) (list.items as Expr[]).push(...items);
}
