import type { Evaluator } from './evaluate.ts';
import type { Closure, Value } from './values.ts';

/** What a factory gives that a framework calls: its parameters are what is injected, else what their types say. */
export function produced(
  evaluator: Evaluator,
  fn: Extract<Value, { t: 'fn' }>,
  injected: readonly (readonly Value[])[] = [],
): Value[] {
  const params = evaluator.program.fn(fn.file, fn.f)?.params ?? [];
  const args = params.map((param, index): Closure => {
    const given = injected[index] ?? [];
    const values = given.length > 0 ? given : evaluator.typed(fn.file, param.type);
    return { file: fn.file, expr: { k: 'dyn' }, frame: undefined, values };
  });
  return evaluator.invoke(fn, args, 1);
}
