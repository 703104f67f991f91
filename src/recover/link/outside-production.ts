import type { Address } from '../../model/system.ts';
import type { Condition, Expr, FileFacts } from '../facts/file-facts.ts';
import type { CallRef } from './callers.ts';
import type { Evaluator } from './evaluate.ts';
import { LOCAL } from './named-hosts.ts';

const SETTING = /^(?:(?:node|app|react_app|vite)_?)?(?:env|environment|stage|mode)$/i;
const PRODUCTION = /^prod(?:uction)?$/i;
const DEVELOPMENT = /^(?:dev(?:elopment)?|local)$/i;
const IN_PRODUCTION = /^(?:is|in)?_?prod(?:uction)?(?:_?(?:env|mode))?$/i;
const IN_DEVELOPMENT = /^(?:is|in)?_?(?:dev(?:elopment)?|local)(?:_?(?:env|mode))?$/i;

/** The address of a call; this machine, asked only where the program says that it is not in production, is a default. */
export function whereItHolds(evaluator: Evaluator, chain: readonly CallRef[], address: Address): Address {
  const host = address.host?.toLowerCase().replace(/:\d+$/, '') ?? '';
  if (address.origin !== 'literal' || !LOCAL.test(host)) return address;
  const isOutside = chain.some(({ file, c }) => {
    const facts = evaluator.program.facts(file);
    return facts.calls[c]?.when?.some((condition) => isOutsideProduction(facts, condition)) === true;
  });
  return isOutside ? { ...address, origin: 'default' } : address;
}

// `NODE_ENV !== 'production'`, `NODE_ENV === 'development'`, `!isProduction`, `isDev`.
function isOutsideProduction(facts: FileFacts, { all, is, equals, part, any }: Condition): boolean {
  if (any) return any.every((side) => side.some((condition) => isOutsideProduction(facts, condition)));
  const [only, ...more] = all.map((expr) => nameOf(facts, expr));
  if (only === undefined || more.length > 0 || part !== undefined) return false;
  if (equals !== undefined) return SETTING.test(only) && (is ? DEVELOPMENT : PRODUCTION).test(String(equals));
  return (is ? IN_DEVELOPMENT : IN_PRODUCTION).test(only);
}

function nameOf(facts: FileFacts, expr: Expr): string | undefined {
  if (expr.k === 'get') return expr.n;
  return expr.k === 'id' ? facts.bindings[expr.b]?.name : undefined;
}
