import type { Condition, Expr, TextPart } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import type { Frame, Value } from './values.ts';

/** False when what a frame knows rules the conditions out: a branch that this caller never takes. */
export function mayHold(
  evaluator: Evaluator,
  file: string,
  conditions: readonly Condition[] | undefined,
  frame: Frame,
): boolean {
  return (conditions ?? []).every((condition) => {
    const { all, is, any } = condition;
    if (any) return any.some((side) => mayHold(evaluator, file, side, frame));
    const truths = all.map((expr) => {
      if (isOfReceiver(expr) || isOfClass(evaluator, file, expr)) return undefined;
      if (!isComparison(condition)) return truth(given(evaluator, file, expr, frame));
      return isOfParameter(evaluator, file, expr)
        ? equality(evaluator, file, condition, evaluator.eval(file, expr, frame))
        : undefined;
    });
    return is ? !truths.includes(false) : truths.some((value) => value !== true);
  });
}

/** The same of those alone that compare what callers give: whether a name is there at all, they may not know. */
export function mayCompare(
  evaluator: Evaluator,
  file: string,
  conditions: readonly Condition[] | undefined,
  frame: Frame,
): boolean {
  const compared = conditions?.filter((condition) => condition.any ?? isComparison(condition)) ?? [];
  return compared.length === 0 || mayHold(evaluator, file, compared, frame);
}

/** True when what a frame knows makes sure of all of the conditions, which compare what callers give. */
export function mustCompare(
  evaluator: Evaluator,
  file: string,
  conditions: readonly Condition[] | undefined,
  frame: Frame,
): boolean {
  return (conditions ?? []).every((condition) =>
    condition.any
      ? condition.any.some((side) => mustCompare(evaluator, file, side, frame))
      : isComparison(condition) && !mayHold(evaluator, file, [{ ...condition, is: !condition.is }], frame),
  );
}

/** What a condition says of the values that its one name may have; undefined where they differ or are not known. */
export function holdsOf(
  evaluator: Evaluator,
  file: string,
  condition: Condition,
  values: readonly Value[],
): boolean | undefined {
  const is = isComparison(condition) ? equality(evaluator, file, condition, values) : truth(values);
  return is === undefined ? undefined : is === condition.is;
}

function isComparison({ equals, constant }: Condition): boolean {
  return equals !== undefined || constant !== undefined;
}

// A member of the object at hand: what it holds may be changed by its other methods.
function isOfReceiver(expr: Expr): boolean {
  return expr.k === 'get' ? isOfReceiver(expr.o) : expr.k === 'this';
}

// `if (!Store.instance)`: what a class holds by a name that is assigned depends on what ran before.
function isOfClass(evaluator: Evaluator, file: string, expr: Expr): boolean {
  return (
    expr.k === 'get' &&
    evaluator.program.assignedNames.has(expr.n) &&
    evaluator.eval(file, expr.o, undefined).some((value) => value.t === 'class')
  );
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

// What callers give decides a comparison; settings differ by environment. `node = node.next` is of whatever `node` was before.
function isOfParameter(evaluator: Evaluator, file: string, expr: Expr, seen: readonly number[] = []): boolean {
  if (expr.k === 'get') return isOfParameter(evaluator, file, expr.o, seen);
  if (expr.k !== 'id') return expr.k === 'param';
  if (seen.includes(expr.b)) return true;
  const values = evaluator.program.facts(file).bindings[expr.b]?.values ?? [];
  const within = [...seen, expr.b];
  return (
    values.length > 0 && values.every((value) => value.k !== 'id' && isOfParameter(evaluator, file, value, within))
  );
}

function equality(
  evaluator: Evaluator,
  file: string,
  { equals, constant, part }: Condition,
  values: readonly Value[],
): boolean | undefined {
  const wanted = constant ? onlyLiteral(evaluator.eval(file, constant, undefined)) : equals;
  if (wanted === undefined) return undefined;
  const truths = new Set(values.map((value) => isEqual(value, wanted, part)));
  const [only] = truths;
  return truths.size === 1 ? only : undefined;
}

function isEqual(value: Value, wanted: string | number, part: TextPart | undefined): boolean | undefined {
  if (value.t === 'nil') return false;
  const known = literal(value);
  if (known === undefined) return undefined;
  return part === undefined ? known === wanted : String(known)[part](String(wanted));
}

function onlyLiteral(values: readonly Value[]): string | number | undefined {
  const [only, ...more] = values;
  return only && more.length === 0 ? literal(only) : undefined;
}

/** The text or number that stands in the code; undefined for anything that configuration may change. */
export function literal(value: Value): string | number | undefined {
  if (value.t === 'num') return value.v;
  if (value.t !== 'text') return undefined;
  let known = '';
  for (const part of value.parts) {
    if (part.p !== 'text' || part.origin !== 'literal') return undefined;
    known += part.s;
  }
  return known;
}
