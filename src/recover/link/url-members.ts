import type { Expr, FileFacts } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import { concat } from './texts.ts';
import { text, type Frame, type Part, type Value } from './values.ts';

const written = new WeakMap<FileFacts, Map<number, Expr[]>>();

/** `const url = new URL(base); url.pathname = path`: the base's origin, then the path that the name is given later. */
export function withPathname(
  evaluator: Evaluator,
  file: string,
  b: number,
  values: readonly Value[],
  frame: Frame | undefined,
): readonly Value[] {
  const paths = pathnamesOf(evaluator.program.facts(file)).get(b);
  if (!paths || !values.some((value) => value.t === 'text')) return values;
  const slash = text('/', 'literal', evaluator.evidence(file, { line: 1, column: 1 }));
  const given = paths.flatMap((path) => evaluator.eval(file, path, frame)).filter((value) => value.t !== 'unknown');
  if (given.length === 0) return values;
  return values.flatMap((value) => {
    if (value.t !== 'text') return [value];
    const origin: Value = { t: 'text', parts: originOf(value.parts) };
    return given.flatMap((path) =>
      concat([[origin], isRooted(path) ? [] : [slash], [path]].filter((set) => set.length > 0)),
    );
  });
}

// Which names are given a path after they were made, in one pass over a file's assignments.
function pathnamesOf(facts: FileFacts): Map<number, Expr[]> {
  let found = written.get(facts);
  if (!found) {
    found = new Map();
    for (const { target, value } of facts.assignments)
      if (target.k === 'get' && target.n === 'pathname' && target.o.k === 'id')
        found.set(target.o.b, [...(found.get(target.o.b) ?? []), value]);
    written.set(facts, found);
  }
  return found;
}

function isRooted(path: Value): boolean {
  const first = path.t === 'text' ? path.parts[0] : undefined;
  return first?.p === 'text' && first.s.startsWith('/');
}

// Everything before the path: scheme, host and port.
function originOf(parts: readonly Part[]): Part[] {
  const origin: Part[] = [];
  let before = '';
  for (const part of parts) {
    if (part.p !== 'text') {
      origin.push(part);
      before += 'x';
      continue;
    }
    const whole = before + part.s;
    const end = /^(?:[a-z][a-z0-9+.-]*:\/\/)?[^/?#]*/i.exec(whole)?.[0].length ?? whole.length;
    if (end < whole.length)
      return end > before.length ? [...origin, { ...part, s: whole.slice(before.length, end) }] : origin;
    origin.push(part);
    before = whole;
  }
  return origin;
}
