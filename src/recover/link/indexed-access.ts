import type { Evidence } from '../../model/system.ts';
import type { Expr } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import { libraryMember } from './library-values.ts';
import { filledPairs, isMap, isMapKeys, mapPairs } from './map-entries.ts';
import { keptArguments } from './receiver-arguments.ts';
import { seenFrom } from './seen-from.ts';
import { distinct, selfOf, type Frame, type Lib, type Part, type Value } from './values.ts';

// A list that is written out is not a choice between values: a table of routes is often long.
const MOST_ELEMENTS = 200;

/** `object[index]`: an item, a member when the index is a known text, else any element. */
export function indexedValues(
  evaluator: Evaluator,
  file: string,
  expr: Extract<Expr, { k: 'at' }>,
  frame: Frame | undefined,
): Value[] {
  const objects = evaluator.eval(file, expr.o, frame);
  const at = evaluator.evidence(file, expr.at);
  return evaluator.eval(file, expr.i, frame).flatMap((index): Value[] => {
    if (index.t === 'num') return objects.flatMap((object) => item(evaluator, object, index.v, at));
    const name =
      index.t === 'text' && index.parts.length === 1 && index.parts[0]?.p === 'text' ? index.parts[0].s : undefined;
    const named = name === undefined ? [] : evaluator.member(objects, name, at);
    if (named.length > 0) return named;
    const assigned = objects.flatMap(
      (object) => evaluator.assigned?.ofComputed(evaluator, object, undefined, frame) ?? [],
    );
    return name === undefined ? [...evaluator.elements(objects), ...assigned] : assigned;
  });
}

function item(evaluator: Evaluator, value: Value, index: number, at: Evidence): Value[] {
  if (value.t === 'arr') {
    const item = value.expr.items[index];
    return item && item.k !== 'spread' ? evaluator.eval(value.file, item, value.frame) : [];
  }
  // The first of a configured list stands for it.
  if (value.t === 'text' && index === 0 && value.parts.some(isConfigured)) return [value];
  if (value.t === 'text') return characterOf(value, index);
  return value.t === 'lib' ? evaluator.member([value], String(index), at) : [];
}

// A character of a known text; what callers tell stays theirs to tell.
function characterOf(value: Extract<Value, { t: 'text' }>, index: number): Value[] {
  const [part, ...more] = value.parts;
  if (value.parts.some((one) => one.p === 'param')) return [value];
  const s = part?.p === 'text' && more.length === 0 ? part.s[index] : undefined;
  return part?.p === 'text' && s !== undefined ? [{ t: 'text', parts: [{ ...part, s }] }] : [];
}

function isConfigured(part: Part): boolean {
  return part.p === 'env' || (part.p === 'text' && part.origin !== 'literal');
}

// `register(handler) { this.handlers.push(handler) }`: whose parameter it is that list does not know.
function itemValues(
  evaluator: Evaluator,
  list: Extract<Value, { t: 'arr' }>,
  item: Expr,
  frame: Frame | undefined,
): Value[] {
  const { file } = list;
  const param = parameterOf(evaluator, file, item);
  if (param && isBeside(evaluator, frame, file, param.f))
    return evaluator.eval(file, item, seenFrom(evaluator, frame, file, param.f));
  const self = selfOf(list.frame);
  const isKept = param && list.frame?.f !== param.f && isMethod(evaluator, file, param.f);
  if (isKept && self?.t === 'inst' && (item.k === 'id' || item.k === 'param'))
    return keptArguments(evaluator, file, param.f, param.i, self);
  return evaluator.eval(file, item, list.frame);
}

function isMethod(evaluator: Evaluator, file: string, f: number): boolean {
  const cls = evaluator.program.cls(file, evaluator.program.fn(file, f)?.cls ?? -1);
  return cls?.methods.some((method) => method.fn === f && !method.isStatic) === true;
}

// A bus goes over what it was given itself; what others go over they got from an object of which more is known.
function isBeside(evaluator: Evaluator, frame: Frame | undefined, file: string, f: number): boolean {
  const cls = evaluator.program.fn(file, f)?.cls ?? -1;
  for (let at = frame; at; at = at.outer)
    if (at.file === file && at.f !== f && evaluator.program.fn(file, at.f)?.cls === cls) return true;
  return false;
}

type Parameter = Extract<Expr, { k: 'param' }>;

// The parameter that an expression is, or the first of which an object is made.
function parameterOf(evaluator: Evaluator, file: string, expr: Expr): Parameter | undefined {
  if (expr.k === 'param') return expr;
  if (expr.k === 'id') {
    const [value, ...more] = evaluator.program.facts(file).bindings[expr.b]?.values ?? [];
    return value?.k === 'param' && more.length === 0 ? value : undefined;
  }
  const parts = expr.k === 'obj' ? expr.props.map((prop) => prop.value) : expr.k === 'arr' ? expr.items : [];
  return parts.map((part) => parameterOf(evaluator, file, part)).find((one) => one !== undefined);
}

/** What a loop variable is: the element at hand, else any element of the list. */
export function elementValues(
  evaluator: Evaluator,
  file: string,
  expr: Extract<Expr, { k: 'element' }>,
  frame: Frame | undefined,
): Value[] {
  for (let at = frame; at; at = at.outer) if (at.element?.expr === expr) return evaluator.of(at.element.item);
  return elementsOf(evaluator, evaluator.eval(file, expr.e, frame), frame);
}

/** What iterating over the values gives; what other functions put into them, as it is seen from `frame`. */
export function elementsOf(evaluator: Evaluator, values: readonly Value[], frame?: Frame): Value[] {
  return distinct(
    values.flatMap((value): Value[] => {
      if (value.t === 'arr')
        return value.expr.items.flatMap((item) =>
          item.k === 'spread'
            ? evaluator.spread(item.e, () => evaluator.elements(evaluator.eval(value.file, item.e, value.frame)))
            : itemValues(evaluator, value, item, frame),
        );
      if (value.t === 'lib' && isMap(value.lib))
        return (
          (frame === undefined ? filledPairs(evaluator, value.lib) : undefined) ?? mapPairs(evaluator, value.lib, frame)
        );
      if (value.t === 'lib' && isMapKeys(value.lib)) return keysOf(evaluator, value.lib);
      if (value.t === 'obj')
        return value.expr.props.flatMap((prop) =>
          prop.key === null ? [] : evaluator.eval(value.file, prop.value, value.frame),
        );
      if (value.t === 'lib') return [libraryMember(value.lib, '[]')];
      // An element of a symbolic parameter is as symbolic.
      return value.t === 'text' && value.parts.some((part) => part.p === 'param') ? [value] : [];
    }),
    MOST_ELEMENTS,
  );
}

function keysOf(evaluator: Evaluator, lib: Lib): Value[] {
  return (filledPairs(evaluator, lib) ?? []).flatMap((pair) => {
    const [key] = pair.t === 'arr' ? pair.expr.items : [];
    return pair.t === 'arr' && key ? evaluator.eval(pair.file, key, pair.frame) : [];
  });
}
