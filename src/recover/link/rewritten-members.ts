import type { Expr } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import type { Program } from './program.ts';
import type { Closure, Frame, Value } from './values.ts';

/** A parameter of a function. */
export interface Parameter {
  readonly f: number;
  readonly i: number;
}

/** The parameter that an expression is the name of. */
export function parameterOf(program: Program, file: string, expr: Expr): Parameter | undefined {
  const values = expr.k === 'id' ? (program.facts(file).bindings[expr.b]?.values ?? []) : [];
  const [only, ...more] = values;
  return only?.k === 'param' && more.length === 0 ? { f: only.f, i: only.i } : undefined;
}

/** Whether a value is made from the member that it replaces: `options.url = origin + options.url`. */
export function isRewrite(program: Program, file: string, target: Expr, value: Expr): boolean {
  if (target.k !== 'get' || target.o.k !== 'id') return false;
  const { n } = target;
  const { b } = target.o;
  const reads = (expr: Expr): boolean => {
    if (expr.k === 'get') return (expr.n === n && expr.o.k === 'id' && expr.o.b === b) || reads(expr.o);
    if (expr.k === 'cat') return expr.parts.some(reads);
    if (expr.k === 'bin') return reads(expr.l) || reads(expr.r);
    const call = expr.k === 'call' ? program.facts(file).calls[expr.c] : undefined;
    return call !== undefined && (reads(call.callee) || call.args.some(reads));
  };
  return reads(value);
}

const AS_MADE = new WeakMap<Expr, Expr>();

/**
 * The frame of a function as it was called with an object, the object being as it was made, before anything was assigned to
 * it. Undefined where the call does not show the object.
 */
export function givenTo(evaluator: Evaluator, file: string, { f, i }: Parameter, object: Value): Frame | undefined {
  if (object.t !== 'obj') return undefined;
  const made = AS_MADE.get(object.expr) ?? {
    ...object.expr,
    at: { ...object.expr.at, column: -object.expr.at.column },
  };
  AS_MADE.set(object.expr, made);
  const original = { ...object, expr: made } as Value;
  for (const ref of evaluator.callers?.of(file, f) ?? []) {
    const { args, callee } = evaluator.program.facts(ref.file).calls[ref.c] ?? {};
    if (ref.bound !== undefined || args?.[i] !== object.expr) continue;
    const receivers = callee?.k === 'get' ? evaluator.eval(ref.file, callee.o, object.frame) : [];
    const given = args.map((expr, at): Closure => {
      const closure = { file: ref.file, expr, frame: object.frame };
      return at === i ? { ...closure, values: [original] } : closure;
    });
    return {
      file,
      f,
      args: given,
      self: receivers.length === 1 ? receivers[0] : undefined,
      outer: undefined,
      depth: (object.frame?.depth ?? 0) + 1,
    };
  }
  return undefined;
}
