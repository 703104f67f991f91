import type { Condition, Expr } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import type { Frame, Value } from './values.ts';

/** False when what a frame knows rules the conditions out: a branch that this caller never takes. */
export function mayHold(
  evaluator: Evaluator,
  file: string,
  conditions: readonly Condition[] | undefined,
  frame: Frame,
): boolean {
  return (conditions ?? []).every(({ all, is, equals }) => {
    const truths = all.map((expr) =>
      equals === undefined
        ? truth(given(evaluator, file, expr, frame))
        : isOfParameter(evaluator, file, expr)
          ? equality(evaluator.eval(file, expr, frame), equals)
          : undefined,
    );
    return is ? !truths.includes(false) : truths.some((value) => value !== true);
  });
}

// The default of a parameter counts only when the caller gives nothing.
function given(evaluator: Evaluator, file: string, expr: Expr, frame: Frame): readonly Value[] {
  const value = expr.k === 'id' ? evaluator.program.facts(file).bindings[expr.b]?.values[0] : undefined;
  const [first] = value?.k === 'any' && value.op === '??' ? value.of : [];
  const own = first?.k === 'param' ? evaluator.eval(file, first, frame) : [];
  return own.length > 0 && own.every((item) => item.t !== 'nil') ? own : evaluator.eval(file, expr, frame);
}

function truth(values: readonly Value[]): boolean | undefined {
  const truths = new Set(values.map(truthOf));
  const [only] = truths;
  return truths.size === 1 ? only : undefined;
}

function truthOf(value: Value): boolean | undefined {
  switch (value.t) {
    case 'nil':
      return false;
    case 'bool':
      return value.v;
    case 'num':
      return value.v !== 0;
    case 'text':
      if (value.parts.some((part) => part.p === 'text' && part.s !== '') || value.parts.length > 1) return true;
      return value.parts.every((part) => part.p === 'text') ? false : undefined;
    case 'obj':
    case 'arr':
    case 'fn':
    case 'class':
    case 'inst':
      return true;
    default:
      return undefined;
  }
}

// What callers give decides a comparison; settings differ by environment.
function isOfParameter(evaluator: Evaluator, file: string, expr: Expr): boolean {
  if (expr.k === 'get') return isOfParameter(evaluator, file, expr.o);
  if (expr.k !== 'id') return expr.k === 'param';
  const values = evaluator.program.facts(file).bindings[expr.b]?.values ?? [];
  return values.length > 0 && values.every((value) => value.k !== 'id' && isOfParameter(evaluator, file, value));
}

function equality(values: readonly Value[], wanted: string): boolean | undefined {
  const truths = new Set(values.map((value) => isEqual(value, wanted)));
  const [only] = truths;
  return truths.size === 1 ? only : undefined;
}

function isEqual(value: Value, wanted: string): boolean | undefined {
  if (value.t === 'nil') return false;
  if (value.t !== 'text') return undefined;
  let known = '';
  for (const part of value.parts) {
    if (part.p !== 'text' || part.origin !== 'literal') return undefined;
    known += part.s;
  }
  return known === wanted;
}
