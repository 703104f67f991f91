import type { Value } from '../link/values.ts';
import type { AccessShape } from './recogniser.ts';
import { sqlTokens, type Token } from './sql-tokens.ts';

interface Found {
  /** Operations by table; null for a table whose name is not known. */
  readonly written: Map<string | null, string>;
  readonly read: Set<string>;
}

/** Tables that SQL text reads and writes: one access for what it writes, one for what it only reads; undefined when it is no statement. */
export function sqlAccess(engine: string, sql: readonly Value[]): readonly AccessShape[] | undefined {
  const text = sql
    .flatMap((value) =>
      value.t === 'text' ? [value.parts.map((part) => (part.p === 'text' ? part.s : '?')).join('')] : [],
    )
    .join(';');
  if (!/\b(select|insert|update|delete|replace|truncate|merge|create\s+table|alter\s+table|drop\s+table)\b/i.test(text))
    return undefined;
  const { written, read } = tablesIn(sqlTokens(text));
  const reads = [...read].filter((name) => !written.has(name)).sort();
  if (written.size === 0)
    return [{ engine, tables: reads.length > 0 ? reads : [null], mode: 'read', operation: 'SELECT' }];
  const [operation = ''] = written.values();
  return [
    { engine, tables: [...written.keys()].sort(), mode: 'write', operation },
    ...(reads.length > 0 ? [{ engine, tables: reads, mode: 'read', operation: 'SELECT' } as const] : []),
  ];
}

// Words behind which a table is written, and those that may stand between them and its name.
const WRITES: Readonly<Record<string, { readonly then: readonly string[]; readonly skip: readonly string[] }>> = {
  insert: {
    then: ['into'],
    skip: ['ignore', 'low_priority', 'delayed', 'high_priority', 'or', 'replace', 'overwrite'],
  },
  replace: { then: ['into'], skip: ['low_priority', 'delayed'] },
  merge: { then: ['into'], skip: [] },
  delete: { then: ['from'], skip: ['low_priority', 'quick', 'ignore'] },
  update: { then: [], skip: ['only', 'low_priority', 'ignore', 'or', 'rollback', 'abort', 'fail', 'replace'] },
  truncate: { then: [], skip: ['table', 'only'] },
  create: { then: ['table'], skip: ['temporary', 'temp', 'unlogged', 'global', 'local', 'external'] },
  alter: { then: ['table'], skip: [] },
  drop: { then: ['table'], skip: [] },
};
const BEFORE_NAME = new Set(['if', 'not', 'exists', 'only', 'lateral', 'table']);
const NO_TABLE = new Set([
  'select',
  'set',
  'values',
  'where',
  'unnest',
  'lateral',
  'dual',
  'of',
  'nowait',
  'skip',
  'with',
  'as',
  'on',
  'json_table',
]);

function tablesIn(tokens: readonly Token[]): Found {
  const found: Found = { written: new Map(), read: new Set() };
  const local = commonTables(tokens);
  const add = (at: number, write: string | undefined): void => {
    const name = nameAt(tokens, at) ?? null;
    if (name !== null && local.has(name)) return;
    if (write !== undefined) found.written.set(name, found.written.get(name) ?? write);
    else if (name !== null) found.read.add(name);
  };
  tokens.forEach((token, index) => {
    if (token.kind !== 'word') return;
    const verb = WRITES[token.text];
    if (verb && startsStatement(tokens, index)) {
      const at = objectOf(tokens, index, verb);
      if (at !== undefined) add(at, token.text.toUpperCase());
      return;
    }
    if (token.text === 'join' || token.text === 'using') {
      if (token.text === 'join' || isTableUsing(tokens, index)) add(afterName(tokens, index + 1), undefined);
    } else if (token.text === 'from' && isTableFrom(tokens, index)) {
      for (const at of listed(tokens, index + 1)) add(at, undefined);
    }
  });
  return found;
}

// `ON DUPLICATE KEY UPDATE`, `ON CONFLICT DO UPDATE`, `FOR UPDATE`, `ON DELETE CASCADE` and the function `replace(…)` start none.
function startsStatement(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1];
  if (tokens[index + 1]?.text === '(') return false;
  return !(before?.kind === 'word' && /^(?:key|do|for|on|or|no|then|after|before|of)$/.test(before.text));
}

function objectOf(
  tokens: readonly Token[],
  index: number,
  verb: { readonly then: readonly string[]; readonly skip: readonly string[] },
): number | undefined {
  let at = index + 1;
  while (tokens[at]?.kind === 'word' && verb.skip.includes(tokens[at]?.text ?? '')) at += 1;
  for (const word of verb.then) {
    if (tokens[at]?.text !== word) return undefined;
    at += 1;
  }
  return afterName(tokens, at);
}

function afterName(tokens: readonly Token[], from: number): number {
  let at = from;
  while (tokens[at]?.kind === 'word' && BEFORE_NAME.has(tokens[at]?.text ?? '')) at += 1;
  return at;
}

// `DELETE FROM` was counted as a write; `EXTRACT(day FROM at)` and `IS DISTINCT FROM` name no table.
function isTableFrom(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1]?.text;
  if (before === 'distinct' || before === 'delete') return false;
  const call = /^(?:extract|substring|trim|overlay|position)$/;
  for (let at = index - 1, depth = 0; at >= 0 && index - at < 12; at--) {
    const text = tokens[at]?.text;
    if (text === ')') depth += 1;
    else if (text === '(' && depth === 0) return !call.test(tokens[at - 1]?.text ?? '');
    else if (text === '(') depth -= 1;
    else if (text === 'select') return true;
  }
  return true;
}

// `DELETE FROM a USING b` and `MERGE INTO a USING b`, not `JOIN b USING (id)`.
function isTableUsing(tokens: readonly Token[], index: number): boolean {
  return (
    tokens[index + 1]?.text !== '(' && tokens.slice(0, index).some(({ text }) => text === 'delete' || text === 'merge')
  );
}

// `FROM a, b AS c`: where the names of the list stand.
function listed(tokens: readonly Token[], from: number): number[] {
  const found = [afterName(tokens, from)];
  for (let at = from; at < tokens.length && at - from < 40; at++) {
    const token = tokens[at];
    if (token?.text === ',') found.push(afterName(tokens, at + 1));
    else if (token?.kind !== 'word' && token?.kind !== 'name' && token?.text !== '.') break;
    else if (
      token.kind === 'word' &&
      /^(?:where|join|left|right|inner|full|cross|natural|order|group|limit|union|set|on|having|for|returning|window|offset|fetch)$/.test(
        token.text,
      )
    )
      break;
  }
  return found;
}

// The name at a place, with the schema before it; a function is none, nor is a placeholder.
function nameAt(tokens: readonly Token[], at: number): string | undefined {
  const parts: string[] = [];
  let index = at;
  for (;;) {
    const token = tokens[index];
    if (token?.kind === 'name' || (token?.kind === 'word' && !(parts.length === 0 && NO_TABLE.has(token.text))))
      parts.push(token.text);
    else return undefined;
    if (token.text.includes('?')) return undefined;
    if (tokens[index + 1]?.text !== '.') break;
    index += tokens[index + 2]?.text === '.' ? 3 : 2;
  }
  const next = tokens[index + 1];
  // Behind INSERT INTO and CREATE TABLE the columns stand in brackets; behind FROM brackets make it a function.
  const before = tokens[at - 1]?.text;
  if (next?.text === '(' && (before === 'from' || before === 'join' || before === ',' || before === 'lateral'))
    return undefined;
  const [first] = parts;
  const named = parts.length > 1 && (first === 'public' || first === 'dbo') ? parts.slice(1) : parts;
  return named.slice(-2).join('.');
}

// `WITH recent AS (…), old (id) AS (…)` names results of the statement itself.
function commonTables(tokens: readonly Token[]): Set<string> {
  const names = new Set<string>();
  tokens.forEach((token, index) => {
    if (token.text !== 'as' || tokens[index + 1]?.text === undefined) return;
    const opens = ['(', 'materialized', 'not'].includes(tokens[index + 1]?.text ?? '');
    let at = index - 1;
    if (tokens[at]?.text === ')') while (at > 0 && tokens[at]?.text !== '(') at -= 1;
    if (tokens[index - 1]?.text === ')') at -= 1;
    const name = tokens[at];
    const before = tokens[at - 1]?.text;
    if (opens && name && (before === 'with' || before === 'recursive' || before === ',')) names.add(name.text);
  });
  return names;
}
