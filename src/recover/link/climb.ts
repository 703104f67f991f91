import type { CallRef } from './callers.ts';
import type { Evaluator } from './evaluate.ts';

// Callbacks of these run as part of the function that hands them over.
const WITHIN =
  /^(then|catch|finally|map|forEach|filter|reduce|flatMap|find|some|every|for|transaction|\$transaction|withTransaction|runInTransaction|run|execute|all|allSettled|each|series|parallel)$/;
const FARTHEST = 8;

/** A function on the way up from a call, and which of its calls leads down. */
export interface Level {
  readonly file: string;
  readonly f: number;
  readonly c: number;
  readonly depth: number;
}

/** Walks up from calls to the functions that make them, level by level; goes on above a function while `visit` says so. */
export function climb(evaluator: Evaluator, refs: readonly CallRef[], visit: (level: Level) => boolean): void {
  let level: Level[] = refs.map(({ file, c }) => ({ file, c, f: functionAround(evaluator, file, c), depth: 0 }));
  for (let depth = 0; depth <= FARTHEST && level.length > 0; depth++) {
    const next: Level[] = [];
    for (const item of level) {
      if (item.f < 0 || !visit(item)) continue;
      for (const { file, c } of callsTo(evaluator, item.file, item.f))
        next.push({ file, c, f: functionAround(evaluator, file, c), depth: depth + 1 });
    }
    level = next;
  }
}

function functionAround(evaluator: Evaluator, file: string, c: number): number {
  return evaluator.program.facts(file).calls[c]?.fn ?? -1;
}

/** Calls as part of which a function runs. */
export function callsTo(evaluator: Evaluator, file: string, f: number): CallRef[] {
  const { callers } = evaluator;
  if (!callers) return [];
  const handed = callers.passedTo(file, f).filter((ref) => {
    const call = evaluator.program.facts(ref.file).calls[ref.c];
    if (call?.callee.k === 'get') return WITHIN.test(call.callee.n);
    return call?.isNew === true && call.callee.k === 'global' && call.callee.n === 'Promise';
  });
  return [...callers.of(file, f), ...handed];
}
