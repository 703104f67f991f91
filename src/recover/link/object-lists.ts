import type { Expr, Prop } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import { filledObject } from './filled-objects.ts';
import { listOf as listOfKnown } from './mapped.ts';
import type { Closure, Lib, Value } from './values.ts';

type Kind = 'keys' | 'values' | 'entries';
type ObjectExpr = Extract<Expr, { k: 'obj' }>;
type ListExpr = Extract<Expr, { k: 'arr' }>;

// A list keeps its identity however often it is asked for.
const listed = new WeakMap<ObjectExpr, Map<Kind, ListExpr>>();
const remade = new WeakMap<ListExpr, ObjectExpr>();

/** What functions of `Object` give; `made` is the call, for the object that it makes. Undefined for those that say nothing. */
export function callObject(
  evaluator: Evaluator,
  lib: Lib,
  args: readonly Closure[],
  made: string,
): Value[] | undefined {
  const [first] = args;
  const values = first ? evaluator.of(first) : [];
  switch (lib.path) {
    case 'Object.assign':
      return [{ t: 'merge', of: args.flatMap((arg) => evaluator.of(arg)), made }];
    case 'Object.values':
      return objectList('values', values) ?? values;
    case 'Object.entries':
      return objectList('entries', values) ?? filledList(evaluator, 'entries', values) ?? values;
    case 'Object.keys':
      return objectList('keys', values) ?? filledList(evaluator, 'keys', values);
    case 'Object.fromEntries':
      return objectFromEntries(values);
    default:
      return undefined;
  }
}

/** `Object.keys`, `values` and `entries` as lists; undefined when a value is no object whose properties are all written out. */
function objectList(kind: Kind, values: readonly Value[]): Value[] | undefined {
  const lists = values.map((value): Value | undefined =>
    value.t === 'obj' && value.expr.props.length > 0 && value.expr.props.every((prop) => prop.key !== null)
      ? { t: 'arr', file: value.file, expr: listOf(kind, value.expr), frame: value.frame }
      : undefined,
  );
  return lists.length > 0 && lists.every((list) => list !== undefined) ? lists : undefined;
}

// Of an object that is filled later, by name.
function filledList(evaluator: Evaluator, kind: 'keys' | 'entries', values: readonly Value[]): Value[] | undefined {
  const [only, ...more] = values;
  const pairs = only?.t === 'obj' && more.length === 0 ? filledObject(evaluator, only) : undefined;
  const items = pairs?.map((pair): Closure => {
    const [key] = pair.t === 'arr' ? pair.expr.items : [];
    const values = kind === 'keys' && pair.t === 'arr' && key ? evaluator.eval(pair.file, key, pair.frame) : [pair];
    return { file: '', expr: { k: 'dyn' }, frame: undefined, values };
  });
  return items && only?.t === 'obj' ? [listOfKnown(only.file, items)] : undefined;
}

function listOf(kind: Kind, object: ObjectExpr): ListExpr {
  const kinds = listed.get(object) ?? new Map<Kind, ListExpr>();
  listed.set(object, kinds);
  const known = kinds.get(kind);
  if (known) return known;
  const items = object.props.map((prop) => itemOf(kind, prop));
  const list: ListExpr = { k: 'arr', items, at: object.at };
  kinds.set(kind, list);
  return list;
}

function itemOf(kind: Kind, prop: Prop): Expr {
  const key: Expr = typeof prop.key === 'string' ? { k: 'str', v: prop.key, at: prop.at } : (prop.key ?? { k: 'dyn' });
  if (kind === 'entries') return { k: 'arr', items: [key, prop.value], at: prop.at };
  return kind === 'keys' ? key : prop.value;
}

/** `Object.fromEntries` of a list of pairs; what is no such list stays as it is. */
function objectFromEntries(values: readonly Value[]): Value[] {
  return values.map((value) => {
    if (value.t !== 'arr' || !value.expr.items.every(isPair)) return value;
    const known = remade.get(value.expr) ?? fromPairs(value.expr);
    remade.set(value.expr, known);
    return { t: 'obj', file: value.file, expr: known, frame: value.frame };
  });
}

function fromPairs(list: ListExpr): ObjectExpr {
  const props = list.items.filter(isPair).map(({ items: [key, value], at }) => ({
    key: key.k === 'str' ? key.v : key,
    value,
    at,
  }));
  return { k: 'obj', props, at: list.at };
}

function isPair(item: Expr): item is ListExpr & { readonly items: readonly [Expr, Expr] } {
  return item.k === 'arr' && item.items.length === 2;
}
