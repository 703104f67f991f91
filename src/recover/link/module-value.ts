import type { Evaluator } from './evaluate.ts';
import type { Value } from './values.ts';

/** What a file of the repository gives as a whole. */
export function moduleValueOf(evaluator: Evaluator, file: string): Value[] {
  if (!evaluator.program.files.has(file)) return [];
  const whole = evaluator.program.exported(file, '=');
  if (whole.length === 0) return [{ t: 'mod', file }];
  const values = whole.flatMap((expr) => evaluator.eval(file, expr, undefined));
  return evaluator.program.exportNames(file).length > 0 ? [...values, { t: 'mod', file }] : values;
}
