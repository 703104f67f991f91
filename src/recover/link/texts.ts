import type { Part, Value } from './values.ts';

const MAX_TEXTS = 24;

/** The texts that joining one value of each set gives; values that are no text become holes. */
export function concat(sets: readonly (readonly Value[])[]): Value[] {
  let texts: Part[][] = [[]];
  for (const set of sets) {
    const options = set.length === 0 ? [[{ p: 'hole', name: '' } as const]] : set.map(partsOf);
    texts = joined(texts, options);
  }
  return texts.map((parts) => ({ t: 'text', parts: compact(parts) }));
}

// The first of all pairs; the rest is not even made.
function joined(heads: readonly Part[][], tails: readonly (readonly Part[])[]): Part[][] {
  const found: Part[][] = [];
  for (const head of heads)
    for (const tail of tails) {
      if (found.length >= MAX_TEXTS) return found;
      found.push([...head, ...tail]);
    }
  return found;
}

/** A value as pieces of text. */
export function partsOf(value: Value): readonly Part[] {
  if (value.t === 'text') return value.parts;
  if (value.t === 'num')
    return [{ p: 'text', s: String(value.v), origin: 'literal', at: value.at ?? { file: '', line: 0, column: 0 } }];
  if (value.t === 'bool')
    return [{ p: 'text', s: String(value.v), origin: 'literal', at: { file: '', line: 0, column: 0 } }];
  if (value.t === 'lib' && value.lib.pkg === 'global' && value.lib.path === '__dirname')
    return [{ p: 'hole', name: '__dirname' }];
  return [{ p: 'hole', name: '' }];
}

// Neighbours of one origin and file become one piece; the first position stays.
function compact(parts: readonly Part[]): Part[] {
  const out: Part[] = [];
  for (const part of parts) {
    const last = out.at(-1);
    if (part.p === 'text' && last?.p === 'text' && last.origin === part.origin && last.at.file === part.at.file)
      out[out.length - 1] = { ...last, s: last.s + part.s };
    else if (part.p !== 'text' || part.s !== '') out.push(part);
  }
  return out;
}

/** Numbers from numbers; nothing when a side is not a number. */
export function arithmetic(op: string, left: readonly Value[], right: readonly Value[]): Value[] {
  const out: Value[] = [];
  for (const l of left) {
    for (const r of right) {
      if (l.t !== 'num' || r.t !== 'num') continue;
      const v =
        op === '*'
          ? l.v * r.v
          : op === '+'
            ? l.v + r.v
            : op === '-'
              ? l.v - r.v
              : op === '/'
                ? l.v / r.v
                : op === '**'
                  ? l.v ** r.v
                  : l.v % r.v;
      out.push({ t: 'num', v, at: l.at ?? r.at });
    }
  }
  return out.length > 0 ? out : [{ t: 'unknown', why: 'arithmetic' }];
}

/** The texts among the values that are wholly known. */
export function joinTexts(values: readonly Value[]): string[] {
  return values.flatMap((value) => {
    if (value.t !== 'text') return [];
    let out = '';
    for (const part of value.parts) {
      if (part.p !== 'text') return [];
      out += part.s;
    }
    return [out];
  });
}
