import type { CallFact, Expr } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import { openFrame } from './expanded-frames.ts';
import { elementsOf } from './indexed-access.ts';
import { filledPairs, isMap, isMapKeys, mapPairs } from './map-entries.ts';
import type { Closure, Frame, Value } from './values.ts';

const MOST = 200;

/**
 * A call in a loop over known elements (`for (const { path, router } of routes) app.use(path, router)`) means one thing per
 * element: one frame for each. A call that depends on no such loop gets the one frame `undefined`.
 */
export function elementFrames(evaluator: Evaluator, file: string, call: CallFact): (Frame | undefined)[] {
  const ofLoop = elementsIn(evaluator, file, call.fn, [call.callee, ...call.args]);
  if (ofLoop.length > 0) return ofLoop;
  return (isRepeated(evaluator, file, call) ? callbackFrames(evaluator, file, call.fn) : undefined) ?? [undefined];
}

// What is done with a promise in a callback is repeated as the callback is.
function isRepeated(evaluator: Evaluator, file: string, { fn, loop }: CallFact): boolean {
  return loop === 'each' || (fn >= 0 && (evaluator.program.fn(file, fn)?.parent ?? -1) >= 0);
}

/** One frame for each element of the known list that a loop in function `fn` goes through, or of which `fn` is given each. */
export function loopFrames(evaluator: Evaluator, file: string, fn: number, exprs: readonly Expr[]): Frame[] {
  const ofLoop = elementsIn(evaluator, file, fn, exprs);
  return ofLoop.length > 0 ? ofLoop : (callbackFrames(evaluator, file, fn) ?? []);
}

function elementsIn(evaluator: Evaluator, file: string, fn: number, exprs: readonly Expr[]): Frame[] {
  const loop = elementOf(evaluator, file, exprs, 0);
  const items = loop ? itemsOf(evaluator, file, fn, loop.e) : [];
  if (!loop) return [];
  const open = { file, f: -3, args: [], self: undefined, outer: undefined, depth: 0 };
  return items.map((item) => ({ ...open, element: { expr: loop, item } }));
}

function elementOf(
  evaluator: Evaluator,
  file: string,
  exprs: readonly Expr[],
  depth: number,
): Extract<Expr, { k: 'element' }> | undefined {
  if (depth > 5) return undefined;
  for (const expr of exprs) {
    if (expr.k === 'element') return expr;
    const inner =
      expr.k === 'id'
        ? (evaluator.program.facts(file).bindings[expr.b]?.values ?? [])
        : expr.k === 'get'
          ? [expr.o]
          : expr.k === 'at'
            ? [expr.o, expr.i]
            : expr.k === 'cat'
              ? expr.parts
              : expr.k === 'obj'
                ? expr.props.map(({ value }) => value)
                : partsOfCall(evaluator, file, expr);
    const found = elementOf(evaluator, file, inner, depth + 1);
    if (found) return found;
  }
  return undefined;
}

// `require(join(folder, file))` is made of the file at hand.
function partsOfCall(evaluator: Evaluator, file: string, expr: Expr): readonly Expr[] {
  const call = expr.k === 'call' ? evaluator.program.facts(file).calls[expr.c] : undefined;
  return call ? [call.callee, ...call.args] : [];
}

function itemsOf(evaluator: Evaluator, file: string, f: number, list: Expr): Closure[] {
  const filled = filledBy(evaluator, evaluator.eval(file, list, undefined));
  if (filled.length > 0) return filled.slice(0, MOST);
  // Of a list that callers give each caller has its own elements.
  const open = openFrame(evaluator, file, f);
  const lists = evaluator.eval(file, list, open);
  if (isGiven(lists) || (open && isGiven(elementsOf(evaluator, lists, open).flatMap(partsOfPair(evaluator)))))
    return [];
  return evaluator
    .eval(file, list, undefined)
    .flatMap((value): Closure[] => {
      if (value.t === 'arr')
        return value.expr.items
          .filter((item) => item.k !== 'spread')
          .map((expr): Closure => ({ file: value.file, expr, frame: value.frame }));
      return value.t === 'lib' && isMap(value.lib)
        ? mapPairs(evaluator, value.lib, undefined).map((pair) => ({
            file,
            expr: { k: 'dyn' },
            frame: undefined,
            values: [pair],
          }))
        : [];
    })
    .slice(0, MOST);
}

// The names under which a Map was filled.
function filledBy(evaluator: Evaluator, lists: readonly Value[]): Closure[] {
  return lists.flatMap((value) => {
    const pairs = value.t === 'lib' && isMapKeys(value.lib) ? filledPairs(evaluator, value.lib) : undefined;
    return (pairs ?? []).map((pair): Closure => ({
      file: pair.t === 'arr' ? pair.file : '',
      expr: { k: 'dyn' },
      frame: undefined,
      values: partsOfPair(evaluator)(pair),
    }));
  });
}

// An entry of a table, or of a Map, is known when its key is.
function partsOfPair(evaluator: Evaluator): (value: Value) => readonly Value[] {
  return (value) => {
    const [key] = value.t === 'arr' ? value.expr.items : [];
    return value.t === 'arr' && key ? evaluator.eval(value.file, key, value.frame) : [value];
  };
}

function isGiven(values: readonly Value[]): boolean {
  return values.some((value) => value.t === 'text' && value.parts.some((part) => part.p === 'param'));
}

// `routes.forEach((route) => app.use(route.path, route.router))`.
function callbackFrames(evaluator: Evaluator, file: string, fn: number): Frame[] | undefined {
  if (fn < 0) return undefined;
  for (const passed of evaluator.callers?.passedTo(file, fn) ?? []) {
    const outer = evaluator.program.facts(passed.file).calls[passed.c];
    if (outer?.callee.k !== 'get') continue;
    // `load(file).then((routes) => …)` inside the callback is about the same element.
    if (outer.callee.n === 'then' && passed.file === file) return callbackFrames(evaluator, file, outer.fn);
    if (!/^(?:forEach|map|each|flatMap|filter)$/.test(outer.callee.n)) continue;
    const items = itemsOf(evaluator, passed.file, outer.fn, outer.callee.o);
    if (items.length > 0)
      return items.map((item) => ({ file, f: fn, args: [item], self: undefined, outer: undefined, depth: 0 }));
  }
  return undefined;
}
