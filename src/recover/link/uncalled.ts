import type { Evaluator } from './evaluate.ts';
import type { Value } from './values.ts';

const DEEPEST = 6;

/**
 * True when texts depend on parameters of functions that nobody calls, directly or through functions that nobody calls:
 * a shared client or bus that this code base offers and does not use.
 */
export function dependsOnUncalled(evaluator: Evaluator, values: readonly Value[]): boolean {
  const open = values.flatMap((value) =>
    value.t === 'text' ? value.parts.flatMap((part) => (part.p === 'param' ? [part] : [])) : [],
  );
  return open.length > 0 && open.every((part) => isUncalled(evaluator, part.file, part.f, 0));
}

function isUncalled(evaluator: Evaluator, file: string, f: number, depth: number): boolean {
  if (depth > DEEPEST || !evaluator.callers) return false;
  // A function inside another runs only if that one does; a callback runs where it is handed over.
  const parent = evaluator.program.fn(file, f)?.parent ?? -1;
  if (parent >= 0 && isUncalled(evaluator, file, parent, depth + 1)) return true;
  const places = [...evaluator.callers.of(file, f), ...evaluator.callers.passedTo(file, f)];
  return places.every((caller) => {
    const fn = evaluator.program.facts(caller.file).calls[caller.c]?.fn ?? -1;
    return fn >= 0 && isUncalled(evaluator, caller.file, fn, depth + 1);
  });
}
