import type { CallRef } from './callers.ts';
import type { Evaluator } from './evaluate.ts';
import type { Part, Value } from './values.ts';

/** A parameter that callers have to tell, and what it decides. */
export interface OpenParameter extends Extract<Part, { p: 'param' }> {
  readonly decides: 'host' | 'path';
}

/**
 * The parameters that decide more than one path segment: a whole URL, a host, a whole path. Those of the function around the
 * call come before those of the functions that it stands in: who calls the inner one also knows what the outer one was given.
 */
export function openParameters(evaluator: Evaluator, ref: CallRef, values: readonly Value[]): OpenParameter[] {
  const found = new Map<string, OpenParameter>();
  for (const value of values) {
    if (value.t !== 'text') continue;
    let before = '';
    for (const [index, part] of value.parts.entries()) {
      const next = value.parts[index + 1];
      const id = part.p === 'param' ? `${part.file}#${part.f}` : '';
      if (part.p === 'param' && !isSegment(before, next) && !found.has(id))
        found.set(id, { ...part, decides: isHost(before, next) ? 'host' : 'path' });
      before += part.p === 'text' ? part.s : '\u0000';
    }
  }
  const around: number[] = [];
  for (
    let f = evaluator.program.facts(ref.file).calls[ref.c]?.fn ?? -1;
    f >= 0;
    f = evaluator.program.fn(ref.file, f)?.parent ?? -1
  )
    around.push(f);
  const depth = (open: OpenParameter): number => {
    const at = open.file === ref.file ? around.indexOf(open.f) : -1;
    return at < 0 ? around.length : at;
  };
  return [...found.values()].sort((a, b) => depth(a) - depth(b));
}

function isHost(before: string, next: Part | undefined): boolean {
  return /^([a-z][a-z0-9+.-]*:\/\/)?$/i.test(before) && next?.p === 'text' && /^[/:]/.test(next.s);
}

function isSegment(before: string, next: Part | undefined): boolean {
  const path = before.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, '').replace(/^\u0000+/, '');
  const follows = next === undefined || (next.p === 'text' && /^[/?&#]/.test(next.s)) || /[?&][^/]*$/.test(before);
  return follows && /^\/[^/]+/.test(path) && /[/=?&:,-]$|[?&]/.test(path);
}
