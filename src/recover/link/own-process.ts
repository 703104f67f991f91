import type { Evaluator } from './evaluate.ts';
import type { Value } from './values.ts';

/**
 * Of what a shared module loads for the process that it runs in, what a file's own package gets; everything when the file's
 * package has nothing of its own.
 */
export function ofOwnProcess(evaluator: Evaluator, file: string, values: readonly Value[]): Value[] {
  if (values.length < 2 || evaluator.perProcess.size === 0) return [...values];
  const dir = evaluator.program.packageOf(file);
  const isShared = (value: Value): boolean => 'file' in value && evaluator.perProcess.has(value.file);
  const isOwn = (value: Value): boolean => 'file' in value && evaluator.program.packageOf(value.file) === dir;
  return values.some((value) => isShared(value) && isOwn(value))
    ? values.filter((value) => !isShared(value) || isOwn(value))
    : [...values];
}
