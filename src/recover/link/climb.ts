import type { Expr, FileFacts } from '../facts/file-facts.ts';
import { calleesOf, type CallRef } from './callers.ts';
import type { Evaluator } from './evaluate.ts';
import { callsParameter, holds } from './wrapped-functions.ts';
import { writtenName } from './written-name.ts';

// Callbacks of these run as part of the function that hands them over.
const WITHIN =
  /^(then|catch|finally|map|forEach|filter|reduce|flatMap|find|some|every|for|transaction|\$transaction|withTransaction|runInTransaction|run|execute|all|allSettled|each|series|parallel)$/;
// These keep what they are given, for what comes in later.
const LATER =
  /^(?:on|once|use|all|get|post|put|patch|delete|set\w*|subscribe|consume|listen|handle|process|register|schedule|cron|every)$|(?:add|register|set|create|make|build|define|start|run|init)\w*(?:handler|listener|subscri\w+|consumer|worker|middleware|route|job|hook|callback)s?$|(?:subscribe|consume|listen)(?:To|For|On)?\w*$/i;
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

/**
 * Calls as part of which a function runs. What a helper of many (a lock, a transaction, a timer around work) is given runs
 * where it is handed over: who else calls the helper has handed over something else.
 */
export function callsTo(evaluator: Evaluator, file: string, f: number): CallRef[] {
  const { callers } = evaluator;
  if (!callers) return [];
  const calls = callers.of(file, f);
  const direct = calls.filter((ref) => !callsOneOfMany(evaluator, ref));
  const handed = callers.passedTo(file, f).filter((ref) => {
    const call = evaluator.program.facts(ref.file).calls[ref.c];
    if (call?.callee.k === 'get') return WITHIN.test(call.callee.n);
    return call?.isNew === true && call.callee.k === 'global' && call.callee.n === 'Promise';
  });
  if (direct.length === calls.length) return [...direct, ...handed];
  const written = writtenInto(evaluator, file, f);
  const known = written.length > 0 ? written : callers.passedTo(file, f);
  return [...direct, ...known.filter((ref) => !keepsForLater(evaluator, ref))];
}

// Which function is called depends on what somebody handed over.
function callsOneOfMany(evaluator: Evaluator, { file, c }: CallRef): boolean {
  const facts = evaluator.program.facts(file);
  const call = facts.calls[c];
  if (!call || calleesOf(evaluator, file, call).filter((value) => value.t === 'fn').length < 2) return false;
  return callsParameter(evaluator, file, call) || isEntryOfParameter(facts, call.callee);
}

// `strategies[kind]()` of a parameter; `repository.save()` is a method, whoever made the repository.
function isEntryOfParameter(facts: FileFacts, expr: Expr): boolean {
  if (expr.k !== 'at') return false;
  const values = expr.o.k === 'id' ? (facts.bindings[expr.o.b]?.values ?? []) : [expr.o];
  return values.length > 0 && values.every(({ k }) => k === 'param');
}

function keepsForLater(evaluator: Evaluator, { file, c }: CallRef): boolean {
  const facts = evaluator.program.facts(file);
  const callee = facts.calls[c]?.callee;
  return callee === undefined || LATER.test(writtenName(facts, callee).split('.').at(-1) ?? '');
}

// The call among whose arguments a function is written.
function writtenInto(evaluator: Evaluator, file: string, f: number): CallRef[] {
  const { calls } = evaluator.program.facts(file);
  return calls.flatMap((call, c) => (call.args.some((arg) => holds(arg, f)) ? [{ file, c }] : []));
}
