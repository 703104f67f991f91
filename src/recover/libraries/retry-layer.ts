import type { Evidence, Repetition } from '../../model/system.ts';
import type { Expr } from '../facts/file-facts.ts';
import type { Evaluator } from '../link/evaluate.ts';
import type { Value } from '../link/values.ts';
import { option } from './options.ts';

/** One thing that makes a call again after it failed: an option of the client, a package around it, a loop. */
export interface RetryLayer extends Pick<Repetition, 'bound' | 'tries' | 'delay' | 'jitter'> {
  readonly source: string;
  /** Which requests are sent again: every one, only those that the callee may get twice, or it cannot be said. */
  readonly repeats: 'all' | 'idempotent' | 'unknown';
  /** Where it is written; undefined for what a library does by itself. */
  readonly at?: Evidence;
}

/** How often something is tried again by an option that counts retries: `fallback` when it is not given, null when not known. */
export function retriesFrom(
  evaluator: Evaluator,
  options: readonly Value[],
  fallback: number,
  ...names: readonly string[]
): number | null {
  const found = options.length > 0 ? option(evaluator, options, ...names) : undefined;
  if (!found || found.state === 'absent') return fallback;
  return found.state === 'unknown' ? null : numberIn(found.values);
}

/** The one number among values, Infinity included; null when they say anything else. */
export function numberIn(values: readonly Value[]): number | null {
  const [value, ...more] = values;
  if (!value || more.length > 0) return null;
  if (value.t === 'num') return value.v;
  return value.t === 'lib' &&
    value.lib.pkg === 'global' &&
    /(?:^|\.)(?:POSITIVE_INFINITY|Infinity)$/.test(value.lib.path)
    ? Infinity
    : null;
}

/** Whether it ends and how often the call is made at most, from a number of retries. */
export function counted(retries: number | null): Pick<RetryLayer, 'bound' | 'tries'> {
  if (retries === Infinity) return { bound: 'absent', tries: null };
  return { bound: 'present', tries: retries === null ? null : Math.max(1, Math.round(retries) + 1) };
}

/** Whether methods that an option lists contain one that changes something each time. */
export function repeatsMethods(evaluator: Evaluator, options: readonly Value[], name: string): RetryLayer['repeats'] {
  const found = options.length > 0 ? option(evaluator, options, name) : undefined;
  if (!found || found.state === 'absent') return 'idempotent';
  if (found.state === 'unknown') return 'unknown';
  const texts = evaluator
    .elements(found.values)
    .map((value) => (value.t === 'text' ? value.parts.map((part) => (part.p === 'text' ? part.s : '')).join('') : ''));
  return texts.some((text) => /^(?:post|patch)$/i.test(text)) ? 'all' : 'idempotent';
}

/** What a delay that is given as a number or as a function of the attempt (parameter `attempt`) comes to. */
export function delayFrom(
  evaluator: Evaluator,
  values: readonly Value[],
  attempt: number,
): Pick<RetryLayer, 'delay' | 'jitter'> {
  const [value, ...more] = values;
  if (!value || more.length > 0) return { delay: 'unknown', jitter: 'unknown' };
  if (value.t === 'num') return { delay: value.v === 0 ? 'none' : 'fixed', jitter: 'absent' };
  if (value.t !== 'fn') return { delay: 'unknown', jitter: 'unknown' };
  const facts = evaluator.program.facts(value.file);
  const seen = { attempt: false, random: false, other: false };
  const look = (expr: Expr): void => {
    if (expr.k === 'param') seen.attempt ||= expr.f === value.f && expr.i === attempt;
    else if (expr.k === 'id') {
      const given = facts.bindings[expr.b]?.values ?? [];
      given.slice(0, 4).forEach(look);
    } else if (expr.k === 'bin') [expr.l, expr.r].forEach(look);
    else if (expr.k === 'any') expr.of.forEach(look);
    else if (expr.k === 'cat') expr.parts.forEach(look);
    else if (expr.k === 'call') lookAtCall(expr.c);
    else if (expr.k !== 'num') seen.other = true;
  };
  const lookAtCall = (c: number): void => {
    const call = facts.calls[c];
    if (!call) return;
    call.args.forEach(look);
    const { callee } = call;
    const bound = callee.k === 'id' ? facts.bindings[callee.b]?.name : undefined;
    const name = callee.k === 'get' || callee.k === 'global' ? callee.n : (bound ?? '');
    if (name === 'random') seen.random = true;
    else if (name === 'exponentialDelay') Object.assign(seen, { attempt: true, random: true });
    else if (!/^(?:min|max|pow|round|floor|ceil|timer)$/.test(name)) seen.other = true;
  };
  evaluator.program.fn(value.file, value.f)?.returns.forEach(look);
  const jitter = seen.random ? 'present' : seen.other ? 'unknown' : 'absent';
  return { delay: seen.attempt ? 'growing' : seen.other ? 'unknown' : 'fixed', jitter };
}
