import type { Evaluator } from './evaluate.ts';
import type { Lib, Value } from './values.ts';

// Objects that are made with a function and call it later: by package, the member that does.
const CALLERS: ReadonlyMap<string, RegExp> = new Map([
  // https://nodeshift.dev/opossum/#circuitbreakerfire
  ['opossum', /^fire$/],
  // https://github.com/awolden/brakes#readme
  ['brakes', /^exec$/],
  // https://github.com/krakenjs/levee#readme
  ['levee', /^run$/],
]);

/** The functions that `breaker.fire` calls: those with which the breaker was made. Empty for every other member. */
export function keptFunctions(evaluator: Evaluator, lib: Lib, name: string): Value[] {
  const [kept] = lib.args;
  if (kept === undefined || CALLERS.get(lib.pkg)?.test(name) !== true || !/(?:!|\(\))$/.test(lib.path)) return [];
  return evaluator.of(kept).filter((value) => value.t === 'fn');
}
