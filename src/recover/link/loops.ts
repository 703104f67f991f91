import type { Evidence } from '../../model/system.ts';
import type { CallRef } from './callers.ts';
import type { Evaluator } from './evaluate.ts';

// A wrapper, and a wrapper of that: further up, a loop is about something larger than the call.
const FARTHEST = 2;

/**
 * The loop over elements in which a call is made: around one of the sites of its chain, or around a call of the function
 * that makes it; `at` is that call's place when it is not in the chain. Undefined when there is none.
 */
export function loopAround(evaluator: Evaluator, chain: readonly CallRef[]): { readonly at?: Evidence } | undefined {
  if (chain.some((ref) => isInLoop(evaluator, ref))) return {};
  const [outer] = chain;
  let level = outer ? [outer] : [];
  for (let depth = 0; depth < FARTHEST; depth++) {
    level = level.flatMap((ref) => callersOf(evaluator, ref));
    const site = level.find((ref) => isInLoop(evaluator, ref));
    if (site) {
      const call = evaluator.program.facts(site.file).calls[site.c];
      return { at: evaluator.evidence(site.file, call ?? { line: 1, column: 1 }, 'called in a loop here') };
    }
  }
  return undefined;
}

function isInLoop(evaluator: Evaluator, { file, c }: CallRef): boolean {
  return evaluator.program.facts(file).calls[c]?.loop === 'each';
}

function callersOf(evaluator: Evaluator, { file, c }: CallRef): readonly CallRef[] {
  const fn = evaluator.program.facts(file).calls[c]?.fn ?? -1;
  return fn < 0 ? [] : (evaluator.callers?.of(file, fn) ?? []);
}
