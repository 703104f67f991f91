import type { CallRef } from './callers.ts';
import type { Evaluator } from './evaluate.ts';

const FARTHEST = 5;
const MOST_CALLERS = 40;

/**
 * What stands on every known way to a call, outside the function that it is in: `find` is asked at each place that calls
 * this function, then at the places that call those. Undefined when one way has none, and where nobody is known to call.
 */
export function onEveryWay<T>(
  evaluator: Evaluator,
  ref: CallRef,
  find: (ref: CallRef) => T | undefined,
  seen: ReadonlySet<string> = new Set(),
): T | undefined {
  const ways = callersAround(evaluator, ref);
  if (ways === undefined || seen.size >= FARTHEST) return undefined;
  let found: T | undefined;
  for (const way of ways) {
    const id = `${way.file}#${way.c}`;
    if (seen.has(id)) continue;
    const here = find(way) ?? onEveryWay(evaluator, way, find, new Set([...seen, id]));
    if (here === undefined) return undefined;
    found ??= here;
  }
  return found;
}

// Where the functions around a call are called. Undefined when there are none or too many, or when the outermost one is
// handed to somebody: a framework calls it with nothing in between.
function callersAround(evaluator: Evaluator, ref: CallRef): readonly CallRef[] | undefined {
  const { callers } = evaluator;
  const found: CallRef[] = [];
  let f = evaluator.program.facts(ref.file).calls[ref.c]?.fn ?? -1;
  if (f < 0 || callers === undefined) return undefined;
  for (; f >= 0; f = evaluator.program.fn(ref.file, f)?.parent ?? -1) {
    found.push(...callers.of(ref.file, f));
    const isOutermost = (evaluator.program.fn(ref.file, f)?.parent ?? -1) < 0;
    if (isOutermost && callers.passedTo(ref.file, f).length > 0) return undefined;
  }
  return found.length > 0 && found.length <= MOST_CALLERS ? found : undefined;
}
