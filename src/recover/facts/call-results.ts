import { ts } from '#typescript';
import type { CallFact, Expr } from './file-facts.ts';
import type { Lowering } from './lowering.ts';

/** Notes that a statement is nothing but a call: nobody takes what it, or what it is chained to, gives. */
export function noteFloating(lowering: Lowering, value: Expr): void {
  for (let at: Expr = value; at.k === 'call';) {
    const call = lowering.calls[at.c];
    if (!call) return;
    change(lowering, at.c, { floats: true });
    const { callee } = call;
    if (
      callee.k !== 'get' ||
      !/^(?:then|finally|json|text)$/.test(callee.n) ||
      (callee.n === 'then' && call.args.length > 1)
    )
      return;
    at = callee.o;
  }
}

/** Notes that what a call gives is taken apart, or has its members read, and that nobody asks whether it is there. */
export function noteReliance(lowering: Lowering, node: ts.VariableDeclaration, value: Expr): void {
  const { initializer, name } = node;
  if (value.k !== 'call' || !initializer || !ts.isAwaitExpression(initializer)) return;
  if (!ts.isIdentifier(name) || isReadUnasked(lowering, node, name.text)) change(lowering, value.c, { relied: true });
}

function isReadUnasked(lowering: Lowering, node: ts.VariableDeclaration, name: string): boolean {
  const { body, source } = lowering;
  if (!body) return false;
  const behind = source.text.slice(node.end, body.end);
  // Most names are not read that way: to see that needs no expression of their own.
  if (!behind.includes(`${name}.`)) return false;
  const word = name.replace(/\$/g, '\\$');
  const asks = new RegExp(`!\\s*${word}\\b|\\b${word}\\s*(?:\\?|\\|\\||&&|[=!]=|\\))|typeof\\s+${word}\\b`);
  return new RegExp(`\\b${word}\\.\\w`).test(behind) && !asks.test(behind);
}

function change(lowering: Lowering, c: number, more: Partial<CallFact>): void {
  const call = lowering.calls[c];
  if (call) lowering.calls[c] = { ...call, ...more };
}
