import type { CallFact, Expr, FileFacts } from '../facts/file-facts.ts';

const BOUND = /^to(?:ConstantValue|DynamicValue|Function)?$/;

/** The token that a call of Inversify binds: `container.bind(TOKEN).to(Payments)`, `.toConstantValue(…)`, `.toDynamicValue(() => …)`. */
export function boundToken(facts: FileFacts, { callee }: CallFact): Expr | undefined {
  if (callee.k !== 'get' || !BOUND.test(callee.n) || callee.o.k !== 'call') return undefined;
  const bind = facts.calls[callee.o.c];
  return bind?.callee.k === 'get' && /^(?:bind|rebind)$/.test(bind.callee.n) ? bind.args[0] : undefined;
}
