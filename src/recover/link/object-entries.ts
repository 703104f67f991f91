import type { Evidence } from '../../model/system.ts';
import type { AssignmentFact, Expr } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import { text, type Closure, type Frame, type Value } from './values.ts';

type ObjectValue = Extract<Value, { t: 'obj' }>;

/** One property of an object: its name (a text, with holes where unknown), what it is, and where it is written. */
export interface Entry {
  readonly key: Value;
  readonly value: Closure;
  readonly at: Evidence;
}

/** All properties of objects: written in the literal, spread into it, or assigned to it later, also in loops. */
export function entriesOf(evaluator: Evaluator, values: readonly Value[], depth = 0): Entry[] {
  if (depth > 4) return [];
  return values.flatMap((value) => {
    if (value.t === 'merge') return entriesOf(evaluator, value.of, depth + 1);
    if (value.t !== 'obj') return [];
    return [...written(evaluator, value, depth), ...assigned(evaluator, value)];
  });
}

function written(evaluator: Evaluator, value: ObjectValue, depth: number): Entry[] {
  return value.expr.props.flatMap((prop): Entry[] => {
    if (prop.key === null) return entriesOf(evaluator, evaluator.eval(value.file, prop.value, value.frame), depth + 1);
    const at = evaluator.evidence(value.file, prop.at);
    const keys =
      typeof prop.key === 'string'
        ? [text(prop.key, 'literal', at)]
        : evaluator.eval(value.file, prop.key, value.frame);
    return keys.map((key) => ({ key, value: { file: value.file, expr: prop.value, frame: value.frame }, at }));
  });
}

// `events[name] = …` behind `const events = {}`.
function assigned(evaluator: Evaluator, value: ObjectValue): Entry[] {
  const { file } = value;
  return evaluator.program.facts(file).assignments.flatMap((fact) => {
    const { target } = fact;
    if ((target.k !== 'at' && target.k !== 'get') || !refersTo(evaluator, file, target.o, value.expr)) return [];
    const at = evaluator.evidence(file, fact);
    return framesOf(evaluator, file, fact, value.frame).flatMap((frame) => {
      const keys = target.k === 'get' ? [text(target.n, 'literal', at)] : evaluator.eval(file, target.i, frame);
      return keys.map((key): Entry => ({ key, value: { file, expr: fact.value, frame }, at }));
    });
  });
}

function refersTo(evaluator: Evaluator, file: string, expr: Expr, object: Expr): boolean {
  return expr.k === 'id' && (evaluator.program.facts(file).bindings[expr.b]?.values.includes(object) ?? false);
}

// In `names.forEach((name) => …)` the assignment happens once for each name that this frame knows.
function framesOf(
  evaluator: Evaluator,
  file: string,
  fact: AssignmentFact,
  outer: Frame | undefined,
): (Frame | undefined)[] {
  if (fact.fn < 0 || fact.fn === outer?.f) return [outer];
  for (const passed of evaluator.callers?.passedTo(file, fact.fn) ?? []) {
    const call = evaluator.program.facts(passed.file).calls[passed.c];
    if (call?.callee.k !== 'get' || !/^(forEach|map|each|flatMap)$/.test(call.callee.n)) continue;
    const items = evaluator
      .eval(passed.file, call.callee.o, outer)
      .flatMap((value) =>
        value.t === 'arr'
          ? value.expr.items.map((expr): Closure => ({ file: value.file, expr, frame: value.frame }))
          : [],
      );
    if (items.length > 0)
      return items.map((item) => ({ file, f: fact.fn, args: [item], self: outer?.self, outer, depth: 1 }));
  }
  return [outer];
}
