import type { Evidence } from '../../model/system.ts';
import { calleesOf, type CallRef } from './callers.ts';
import type { Evaluator } from './evaluate.ts';
import { isGuard } from './guards.ts';

// A wrapper, and a wrapper of that: further up, a loop is about something larger than the call.
const FARTHEST = 2;

/**
 * The loop over elements in which a call is made: around one of the sites of its chain, or around a call of the function
 * that makes it, in code for which `isOwn` holds; `at` is that call's place when it is not in the chain. Undefined when there is none.
 */
export function loopAround(
  evaluator: Evaluator,
  chain: readonly CallRef[],
  isOwn: (ref: CallRef) => boolean,
): { readonly at?: Evidence } | undefined {
  if (chain.some((ref) => isInLoop(evaluator, ref))) return {};
  const [outer] = chain;
  let level = outer ? [outer] : [];
  for (let depth = 0; depth < FARTHEST; depth++) {
    const above = level.map((ref) => ({ isHelper: isHandedOver(evaluator, ref), refs: callersOf(evaluator, ref) }));
    const site = above.flatMap(({ refs }) => refs).find((ref) => isInLoop(evaluator, ref) && isOwn(ref));
    if (site) {
      const call = evaluator.program.facts(site.file).calls[site.c];
      return { at: evaluator.evidence(site.file, call ?? { line: 1, column: 1 }, 'called in a loop here') };
    }
    level = above.flatMap(({ isHelper, refs }) => (isHelper ? [] : refs));
  }
  return undefined;
}

// A function that is written as an argument is called by the helper that gets it: who calls the helper may have handed
// over another one.
function isHandedOver(evaluator: Evaluator, { file, c }: CallRef): boolean {
  const f = evaluator.program.facts(file).calls[c]?.fn ?? -1;
  if (f < 0) return false;
  return (evaluator.callers?.passedTo(file, f) ?? []).some(
    (ref) =>
      ref.file === file &&
      !runsAtOnce(evaluator, ref) &&
      evaluator.program.facts(file).calls[ref.c]?.args.some((arg) => arg.k === 'fn' && arg.f === f) === true,
  );
}

function isInLoop(evaluator: Evaluator, { file, c }: CallRef): boolean {
  return evaluator.program.facts(file).calls[c]?.loop === 'each';
}

// Calls of the function that makes the call. One that is handed over to be run at once (`policy.execute(() => …)`) is a
// part of the function around it.
function callersOf(evaluator: Evaluator, { file, c }: CallRef): readonly CallRef[] {
  const { callers } = evaluator;
  let f = evaluator.program.facts(file).calls[c]?.fn ?? -1;
  if (f < 0 || !callers) return [];
  const found = [...callers.of(file, f)];
  while (found.length === 0) {
    const handed = callers.passedTo(file, f).find((ref) => ref.file === file && runsAtOnce(evaluator, ref));
    const parent = evaluator.program.fn(file, f)?.parent ?? -1;
    if (!handed || parent < 0) break;
    if (isInLoop(evaluator, handed)) return [handed];
    f = parent;
    found.push(...callers.of(file, f));
  }
  return found;
}

const AT_ONCE = /^(then|catch|finally|execute|run)$/;

function runsAtOnce(evaluator: Evaluator, { file, c }: CallRef): boolean {
  const call = evaluator.program.facts(file).calls[c];
  if (call === undefined) return false;
  if (call.callee.k === 'get') return AT_ONCE.test(call.callee.n);
  return calleesOf(evaluator, file, call).some(
    (value) =>
      value.t === 'lib' && (isGuard(value.lib.pkg) || (value.lib.pkg === 'global' && value.lib.path === 'Promise')),
  );
}
