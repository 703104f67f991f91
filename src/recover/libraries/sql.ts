import type { Value } from '../link/values.ts';
import type { AccessShape } from './recogniser.ts';

const NAME = String.raw`((?:["\x60]?\w+["\x60]?\.)?["\x60]?\w+["\x60]?)`;
const WRITES: readonly (readonly [string, RegExp])[] = [
  ['INSERT', new RegExp(String.raw`\binsert\s+(?:ignore\s+)?into\s+${NAME}`, 'gi')],
  ['UPDATE', new RegExp(String.raw`\bupdate\s+(?:only\s+)?${NAME}\s+(?:as\s+\w+\s+|\w+\s+)?set\b`, 'gi')],
  ['DELETE', new RegExp(String.raw`\bdelete\s+from\s+${NAME}`, 'gi')],
  ['REPLACE', new RegExp(String.raw`\breplace\s+into\s+${NAME}`, 'gi')],
  ['CREATE', new RegExp(String.raw`\bcreate\s+table\s+(?:if\s+not\s+exists\s+)?${NAME}`, 'gi')],
  ['TRUNCATE', new RegExp(String.raw`\btruncate\s+(?:table\s+)?${NAME}`, 'gi')],
];
const READS = new RegExp(String.raw`\b(?:from|join)\s+${NAME}`, 'gi');

/** Tables that SQL text reads or writes; a statement that writes counts as a write of the tables it writes. */
export function sqlAccess(engine: string, sql: readonly Value[]): AccessShape | undefined {
  const text = sql
    .flatMap((value) =>
      value.t === 'text' ? [value.parts.map((part) => (part.p === 'text' ? part.s : '?')).join('')] : [],
    )
    .join(';');
  if (!/\b(select|insert|update|delete|replace|truncate|create\s+table)\b/i.test(text)) return undefined;
  const written = WRITES.flatMap(([operation, pattern]) => names(text, pattern).map((table) => ({ operation, table })));
  const [first] = written;
  if (first)
    return {
      engine,
      tables: [...new Set(written.map(({ table }) => table))].sort(),
      mode: 'write',
      operation: first.operation,
    };
  const tables = names(text, READS).filter((name) => name !== 'select');
  return { engine, tables: tables.length > 0 ? tables : [null], mode: 'read', operation: 'SELECT' };
}

function names(text: string, pattern: RegExp): string[] {
  const found = [...text.matchAll(pattern)].map((match) => (match[1] ?? '').replaceAll(/["`]/g, '').toLowerCase());
  return [...new Set(found)].filter((name) => !/^(unnest|generate_series|lateral)$/.test(name)).sort();
}
