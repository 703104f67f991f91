import type { Evaluator } from './evaluate.ts';
import { key } from './reach.ts';

const AT_ONCE = /^(?:then|catch|finally)$/;

/**
 * Whether a function runs once, when its program starts: everybody who calls it is called by the module itself. One that
 * nobody calls, that somebody is handed, or that is called in a loop that goes on runs later, too.
 */
export function runsAtStart(evaluator: Evaluator, file: string, f: number, seen = new Set<string>()): boolean {
  const { callers } = evaluator;
  if (f < 0) return true;
  if (!callers || seen.has(key(file, f))) return seen.has(key(file, f));
  seen.add(key(file, f));
  const handed = callers.passedTo(file, f);
  const refs = [...callers.of(file, f), ...handed];
  return (
    refs.length > 0 &&
    handed.every((ref) => {
      const callee = evaluator.program.facts(ref.file).calls[ref.c]?.callee;
      return callee?.k === 'get' && AT_ONCE.test(callee.n);
    }) &&
    refs.every((ref) => {
      const call = evaluator.program.facts(ref.file).calls[ref.c];
      return call !== undefined && call.loop !== 'while' && runsAtStart(evaluator, ref.file, call.fn, seen);
    })
  );
}
