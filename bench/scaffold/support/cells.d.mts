import type { Cell } from './pairwise.mjs';

export const OPTIONS: Readonly<Record<string, readonly string[]>>;
export const EXCLUDES: readonly Cell[];
export function blueprintOf(cell: Cell): string;
