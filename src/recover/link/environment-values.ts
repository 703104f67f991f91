import type { Evidence } from '../../model/system.ts';
import type { Evaluator } from './evaluate.ts';
import type { Lib, Value } from './values.ts';
import { zodMember } from './zod-values.ts';

/** A member of a checked environment: the variable of that name; the schema may give it a default. */
export function environmentMember(
  evaluator: Evaluator,
  value: Extract<Value, { t: 'envobj' }>,
  name: string,
  at: Evidence,
): Value[] {
  // The result of a safe parse holds the object in `data` (zod) or `value` (joi).
  if (value.wrapped)
    return name === 'data' || name === 'value' || name === 'parsed' ? [{ ...value, wrapped: false }] : [];
  if (value.zod) return zodMember(evaluator, value.zod, name, at);
  const variable: Value = { t: 'text', parts: [{ p: 'env', name, at }] };
  if (!value.schema) return [variable];
  const entry = evaluator.member(evaluator.of(value.schema), name, at);
  return [variable, ...entry.flatMap((item) => (item.t === 'lib' ? defaultOf(evaluator, item.lib) : []))];
}

/** A text before `||` or `??`: where its variable is not set, what stands behind it counts. */
export function asReplaced(value: Value): Value {
  return value.t === 'text' && value.parts.some((part) => part.p === 'env')
    ? { t: 'text', parts: value.parts.map((part) => (part.p === 'env' ? { ...part, replaced: true } : part)) }
    : value;
}

/** A text that configuration may replace: what stands behind `||`, `??` or in a schema. */
export function asDefault(value: Value): Value {
  if (value.t !== 'text') return value;
  return {
    t: 'text',
    parts: value.parts.map((part) =>
      part.p === 'text' && part.origin === 'literal' ? { ...part, origin: 'default' } : part,
    ),
  };
}

/** `z.string().default('x')`, `str({ default: 'x' })`, `Joi.string().default('x')`: the nearest default in the chain. */
export function defaultOf(evaluator: Evaluator, lib: Lib): Value[] {
  for (let at: Lib | undefined = lib; at; at = at.base) {
    if (/\.default\(\)(\.\w+)?$/.test(at.path) && at.args[0]) return evaluator.of(at.args[0]).map(asDefault);
    const [options] = at.args;
    if (at.path.endsWith('()') && options?.expr.k === 'obj') {
      const found = evaluator.member(
        evaluator.of(options),
        'default',
        evaluator.evidence(options.file, options.expr.at),
      );
      if (found.length > 0) return found.map(asDefault);
    }
  }
  return [];
}
