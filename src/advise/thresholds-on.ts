import { decidingConditions } from './candidates.ts';
import { termsOf } from './term.ts';
import type { DecisionTree } from './tree.ts';

/** Names of the thresholds that an answer is compared with, in the tree's order. */
export function thresholdsOn(tree: DecisionTree, input: string): string[] {
  const used = new Set<string>();
  for (const condition of decidingConditions(tree)) {
    for (const term of termsOf(condition.term)) {
      if (term.kind !== 'compare') continue;
      const parts = [...termsOf(term)];
      if (!parts.some((part) => part.kind === 'input' && part.id === input)) continue;
      for (const part of parts) if (part.kind === 'threshold') used.add(part.id);
    }
  }
  return [...tree.thresholds.keys()].filter((id) => used.has(id));
}
