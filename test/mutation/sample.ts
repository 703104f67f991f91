import { createHash } from 'node:crypto';
import type { Mutant } from './mutant.ts';

/** At most so many of an operator's mutants of one system: always the same ones, spread over its places. */
export function sample(mutants: readonly Mutant[], most: number): readonly Mutant[] {
  const ranked = mutants
    .map((mutant, index) => ({ mutant, rank: rankOf(`${mutant.operator} ${mutant.site} ${index}`) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return ranked.slice(0, most).map(({ mutant }) => mutant);
}

function rankOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
