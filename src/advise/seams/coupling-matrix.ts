import type { Seam } from './judge.ts';
import type { Link } from './measure.ts';

/** Who imports whom among some modules; rows import columns. */
export interface CouplingMatrix {
  readonly names: readonly string[];
  /** Imports at run time, 0 on the diagonal. */
  readonly imports: readonly (readonly number[])[];
  /** Commits that changed both. */
  readonly together: readonly (readonly number[])[];
}

/** The matrix of modules in the order in which they are given. */
export function couplingMatrix(seams: readonly Seam[], links: readonly Link[]): CouplingMatrix {
  const names = seams.map(({ module }) => module.name);
  const imports = new Map(links.map((link) => [`${link.from}\n${link.to}`, link.imports]));
  return {
    names,
    imports: names.map((from) => names.map((to) => imports.get(`${from}\n${to}`) ?? 0)),
    together: seams.map(({ partners }) =>
      names.map((name) => partners.find(({ module }) => module === name)?.commits ?? 0),
    ),
  };
}

/** One cell: `imports/commits together`, a dot for nothing. */
export function cellText({ imports, together }: CouplingMatrix, row: number, column: number): string {
  if (row === column) return '–';
  const [i = 0, t = 0] = [imports[row]?.[column], together[row]?.[column]];
  return i + t === 0 ? '·' : `${i}/${t}`;
}
