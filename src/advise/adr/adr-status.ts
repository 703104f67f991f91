/** Where a decision stands. `unknown` when its status is missing or says something else. */
export type AdrState = 'proposed' | 'accepted' | 'rejected' | 'deprecated' | 'superseded' | 'unknown';

/** The words that a status may begin with, as the formats write them. */
export const statusWords: readonly string[] = [
  'draft',
  'proposed',
  'accepted',
  'rejected',
  'deprecated',
  'superseded by …',
];

const states: readonly (readonly [RegExp, AdrState])[] = [
  [/^(?:draft|proposed)\b/, 'proposed'],
  [/^accepted\b/, 'accepted'],
  [/^rejected\b/, 'rejected'],
  [/^deprecated\b/, 'deprecated'],
  [/^superse?c?eded\b/, 'superseded'],
];

/** What a status means, whatever its capitals, emphasis and signs: `✅ **Accepted** on 2024-05-01` is accepted. */
export function stateOf(status: string): AdrState {
  const plain = status.toLowerCase().replace(/^[^\p{L}]+/u, '');
  return states.find(([pattern]) => pattern.test(plain))?.[1] ?? 'unknown';
}

/** A sign by which one record names another: a link to its file, or its number. */
export interface Reference {
  readonly kind: 'supersedes' | 'superseded by';
  /** File name without folders; null when only a number is given. */
  readonly file: string | null;
  readonly number: number | null;
  readonly line: number;
  readonly column: number;
}

const LINK = String.raw`\[[^\[\]]*\]\([^()]*\)`;
const NAMED = String.raw`(?:${LINK}|ADR[-_ ]?#?\d+)`;
const RELATION = new RegExp(
  String.raw`\b(superse?c?eded by|superse?c?edes|replaced by|replaces)\b[:*_\s]*((?:${NAMED})(?:\s*(?:,|and|&)\s*(?:${NAMED}))*)`,
  'gi',
);

/** Where a line of prose says that this record supersedes another, or is superseded by it. */
export function referencesIn(text: string, line: number): Reference[] {
  return [...text.matchAll(RELATION)].flatMap((match) => {
    const [whole, verb = '', named = ''] = match;
    const kind = / by$/i.test(verb) ? 'superseded by' : 'supersedes';
    return namesIn(named, kind, line, match.index + whole.length - named.length + 1);
  });
}

/** The records that a field or status names; here a number alone is a name, too: `superseded by 0012`. */
export function namesIn(text: string, kind: Reference['kind'], line: number, column: number): Reference[] {
  const pattern = /\[[^[\]]*\]\(\s*<?([^()<>\s]+)>?[^()]*\)|([\w./-]+\.md)\b|(?:ADR[-_ ]?)?#?(\d+)/gi;
  return [...text.matchAll(pattern)].map((match) => {
    const target = match[1] ?? match[2];
    const file = target === undefined ? null : fileNameOf(target);
    return { kind, file, number: match[3] === undefined ? null : Number(match[3]), line, column: column + match.index };
  });
}

/** The name of the file that a link leads to, without folders, fragment and escapes. */
export function fileNameOf(target: string): string {
  const name = target.split('#')[0]?.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
