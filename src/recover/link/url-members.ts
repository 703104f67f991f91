import type { Expr, FileFacts } from '../facts/file-facts.ts';
import type { Evaluator } from './evaluate.ts';
import { concat } from './texts.ts';
import { text, type Frame, type Part, type Value } from './values.ts';

interface Pathname {
  readonly set: Expr[];
  readonly appended: Expr[];
}

const written = new WeakMap<FileFacts, Map<number, Pathname>>();

/** `const url = new URL(base); url.pathname = path; url.pathname += more`: the base's origin, then the path that the name is given later. */
export function withPathname(
  evaluator: Evaluator,
  file: string,
  b: number,
  values: Value[],
  frame: Frame | undefined,
): Value[] {
  const paths = pathnamesOf(evaluator.program.facts(file)).get(b);
  if (!paths || !values.some((value) => value.t === 'text')) return values;
  const slash = text('/', 'literal', evaluator.evidence(file, { line: 1, column: 1 }));
  const known = (path: Expr): Value[] =>
    evaluator.eval(file, path, frame).filter((value) => value.t !== 'unknown' && value.t !== 'nil');
  const given = paths.set.flatMap(known);
  const based = values.flatMap((value) => {
    if (value.t !== 'text' || given.length === 0) return [value];
    const origin: Value = { t: 'text', parts: originOf(value.parts) };
    return given.flatMap((path) => concat([[origin], ...(isRooted(path) ? [] : [[slash]]), [path]]));
  });
  // What is appended under a condition is part of the longest path, which stands for all.
  return paths.appended
    .map(known)
    .reduce<Value[]>(
      (longer, more) =>
        more.length === 0
          ? longer
          : longer.flatMap((value) =>
              value.t === 'text'
                ? more.flatMap((path) =>
                    concat([[value], ...(isRooted(path) || hasPath(value) ? [] : [[slash]]), [path]]),
                  )
                : [value],
            ),
      based,
    );
}

function hasPath(value: Value): boolean {
  const shown = value.t === 'text' ? value.parts.map((part) => (part.p === 'text' ? part.s : 'x')).join('') : '';
  return /^(?:[a-z][a-z0-9+.-]*:\/\/)?[^/?#]*\/(?!\/)/i.test(shown);
}

// Which names are given a path after they were made, in one pass over a file's assignments.
function pathnamesOf(facts: FileFacts): Map<number, Pathname> {
  let found = written.get(facts);
  if (!found) {
    found = new Map();
    for (const { target, value, appended } of facts.assignments)
      if (target.k === 'get' && target.n === 'pathname' && target.o.k === 'id') {
        const known = found.get(target.o.b) ?? { set: [], appended: [] };
        found.set(target.o.b, known);
        if (appended === undefined) known.set.push(value);
        else known.appended.push(appended);
      }
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
