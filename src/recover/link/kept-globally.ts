import { isCarried } from './attached-members.ts';
import type { Evaluator } from './evaluate.ts';
import type { Frame, Lib, Value } from './values.ts';

/** Whether a value leaves no room for the fallback behind it. What a package gave may be nothing, which matters before a text. */
export function isCertain(value: Value, beforeText: boolean): boolean {
  if (value.t === 'text') return value.parts.every((part) => part.p === 'text');
  if (value.t !== 'lib') return value.t !== 'unknown';
  return !beforeText && !isKeptGlobally(value.lib) && !isCarried(value.lib);
}

// `globalThis.client ?? new Client()`: what a program keeps there is what stands behind it.
function isKeptGlobally({ pkg, path }: Lib): boolean {
  return pkg === 'global' && /^(?:global|globalThis)\.(?!fetch$)\w+(?:\.get\(\))?$/.test(path);
}

/**
 * What a function gives that keeps what a callback makes, under a name, for the whole process:
 * `remember('db', () => new Client())`. Nothing when `values`, which its returns say, are more than that.
 */
export function keptFromCallback(
  evaluator: Evaluator,
  fn: Extract<Value, { t: 'fn' }>,
  frame: Frame,
  values: readonly Value[],
): Value[] {
  const isKept = (value: Value): boolean => value.t === 'lib' && isKeptGlobally(value.lib);
  if (values.length === 0 || !values.every(isKept)) return [];
  return evaluator.program.facts(fn.file).calls.flatMap((call, c) => {
    if (call.fn !== fn.f || call.callee.k !== 'id') return [];
    const [callee] = evaluator.program.facts(fn.file).bindings[call.callee.b]?.values ?? [];
    return callee?.k === 'param' && callee.f === fn.f ? evaluator.eval(fn.file, { k: 'call', c }, frame) : [];
  });
}
