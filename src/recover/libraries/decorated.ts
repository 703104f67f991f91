import type { Evaluator } from '../link/evaluate.ts';
import { joinTexts } from '../link/texts.ts';
import type { Closure, Value } from '../link/values.ts';

/** A decorator that a package gave, with its arguments. */
export interface Decoration {
  readonly pkg: string;
  readonly name: string;
  /** Index of its call. */
  readonly c: number;
  readonly args: readonly (readonly Value[])[];
}

const DEEPEST = 4;

/** Decorators among calls of a file, as packages gave them, also through decorators of the project's own. */
export function decorations(evaluator: Evaluator, file: string, indexes: readonly number[]): Decoration[] {
  const facts = evaluator.program.facts(file);
  return indexes.flatMap((c) => {
    const call = facts.calls[c];
    if (!call) return [];
    const args = call.args.map((expr): Closure => ({ file, expr, frame: undefined }));
    return evaluator.eval(file, call.callee, undefined).flatMap((value): Decoration[] => {
      if (value.t === 'lib')
        return [{ pkg: value.lib.pkg, name: lastOf(value.lib.path), c, args: valuesOf(evaluator, args) }];
      return value.t === 'fn'
        ? evaluator.invoke(value, args, 1).flatMap((made) => composed(evaluator, made, c, DEEPEST))
        : [];
    });
  });
}

// A decorator of the project's own gives what a package's decorator makes: `Get(path)`, `applyDecorators(Get(path), …)`.
function composed(evaluator: Evaluator, made: Value, c: number, depth: number): Decoration[] {
  if (made.t !== 'lib' || depth === 0 || !made.lib.path.endsWith('()')) return [];
  const { pkg, path, args } = made.lib;
  if (path === 'applyDecorators()')
    return args.flatMap((arg) => evaluator.of(arg)).flatMap((inner) => composed(evaluator, inner, c, depth - 1));
  return [{ pkg, name: lastOf(path.slice(0, -2)), c, args: valuesOf(evaluator, args) }];
}

function valuesOf(evaluator: Evaluator, args: readonly Closure[]): Value[][] {
  return args.map((arg) => evaluator.of(arg));
}

function lastOf(path: string): string {
  return path.split('.').at(-1) ?? '';
}

/** Known texts among values and the lists among them. */
export function plainTexts(evaluator: Evaluator, values: readonly Value[]): string[] {
  return joinTexts(values.flatMap((value) => (value.t === 'arr' ? evaluator.elements([value]) : [value])));
}
