import type { ts } from '#typescript';

/** A table to look up by a node's kind; an array, as every node of a program is looked up in one. */
export function byKind<T>(entries: readonly (readonly [ts.SyntaxKind, T])[]): readonly (T | undefined)[] {
  const table: (T | undefined)[] = [];
  for (const [kind, value] of entries) table[kind] = value;
  return table;
}
