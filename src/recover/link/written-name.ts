import type { Expr, FileFacts } from '../facts/file-facts.ts';

/** A callee as it is written: `this.processed.findOne`, `release`; empty where a part of it is no name. */
export function writtenName(facts: FileFacts, expr: Expr): string {
  if (expr.k === 'id') return facts.bindings[expr.b]?.name ?? '';
  if (expr.k === 'get') return `${writtenName(facts, expr.o)}.${expr.n}`;
  if (expr.k === 'global' || expr.k === 'import') return expr.n;
  return expr.k === 'this' ? 'this' : '';
}
