import type { Evaluator } from './evaluate.ts';
import { concat, joinTexts } from './texts.ts';
import { distinct, type Closure, type Part, type Value } from './values.ts';

const NOT_KNOWN: Part = { p: 'hole', name: '' };
const SLASH = { p: 'text', origin: 'literal', at: { file: '', line: 0, column: 0 } } as const;

/**
 * What `new URL(path, base)` gives: the base without its path, then the path. A base that nobody sets is not known, and
 * never lets a relative path stand where the host does.
 */
export function resolvedUrl(evaluator: Evaluator, [path, base]: readonly Closure[]): Value[] {
  if (!path) return [];
  if (!base) return evaluator.of(path);
  const paths = evaluator.of(path);
  if (joinTexts(paths).some((text) => /^[a-z]+:\/\//i.test(text))) return paths;
  const rooted = paths.every(
    (value) => value.t === 'text' && value.parts[0]?.p === 'text' && value.parts[0].s.startsWith('/'),
  );
  const known = evaluator.of(base).map((value) => (value.t === 'text' ? value.parts : [NOT_KNOWN]));
  const bases = (known.length > 0 ? known : [[NOT_KNOWN]]).map((parts) => asBase(parts, rooted));
  return distinct(concat([bases, paths]));
}

function asBase(parts: readonly Part[], rooted: boolean): Value {
  const last = parts.at(-1);
  const known = last?.p === 'text' ? baseOf(last.s, parts.length === 1, rooted) : '';
  const head = last?.p === 'text' ? parts.slice(0, -1) : parts;
  const tail = rooted || known.endsWith('/') ? known : `${known}/`;
  const origin: Part = last?.p === 'text' ? { ...last, s: tail } : { ...SLASH, s: tail };
  return { t: 'text', parts: head.length === 0 && known === '' ? [NOT_KNOWN, origin] : [...head, origin] };
}

// A path from the root replaces the base's own; any other one follows the base's last slash.
function baseOf(s: string, whole: boolean, rooted: boolean): string {
  const origin = whole ? /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i.exec(s)?.[0] : undefined;
  if (origin === undefined) return s.replace(/\/$/, '');
  if (rooted) return origin;
  const path = s.slice(origin.length).replace(/[?#].*$/, '');
  return origin + (path.slice(0, path.lastIndexOf('/') + 1) || '/');
}
