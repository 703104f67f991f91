import type { Evaluator } from '../link/evaluate.ts';
import { joinTexts } from '../link/texts.ts';
import type { Value } from '../link/values.ts';

/** A decorator that a package gave, with its arguments. */
export interface Decoration {
  readonly pkg: string;
  readonly name: string;
  /** Index of its call. */
  readonly c: number;
  readonly args: readonly (readonly Value[])[];
}

/** Decorators among calls of a file, as packages gave them. */
export function decorations(evaluator: Evaluator, file: string, indexes: readonly number[]): Decoration[] {
  const facts = evaluator.program.facts(file);
  return indexes.flatMap((c) => {
    const call = facts.calls[c];
    if (!call) return [];
    return evaluator.eval(file, call.callee, undefined).flatMap((value): Decoration[] =>
      value.t === 'lib'
        ? [
            {
              pkg: value.lib.pkg,
              name: value.lib.path.split('.').at(-1) ?? '',
              c,
              args: call.args.map((arg) => evaluator.eval(file, arg, undefined)),
            },
          ]
        : [],
    );
  });
}

/** Known texts among values and the lists among them. */
export function plainTexts(evaluator: Evaluator, values: readonly Value[]): string[] {
  return joinTexts(values.flatMap((value) => (value.t === 'arr' ? evaluator.elements([value]) : [value])));
}
