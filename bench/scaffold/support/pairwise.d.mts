/** A value for each option. */
export type Cell = Readonly<Record<string, string>>;
export function pairwise(options: Readonly<Record<string, readonly string[]>>, excludes?: readonly Cell[]): Cell[];
export function missingPairs(
  cells: readonly Cell[],
  options: Readonly<Record<string, readonly string[]>>,
  excludes?: readonly Cell[],
): Cell[];
