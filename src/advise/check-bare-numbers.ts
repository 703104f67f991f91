import { decidingConditions } from './candidates.ts';
import type { Where } from '../util/user-error.ts';
import { termsOf } from './term.ts';
import type { DecisionTree } from './tree.ts';

/**
 * A number that decides has a name, so that readers see where it is from and can set another one. 0 and 1 ("none", "at
 * all") and the numbers inside a calculation are no thresholds.
 */
export function checkBareNumbers(
  tree: DecisionTree,
  report: (at: Where, message: string, help?: string) => void,
): void {
  for (const condition of decidingConditions(tree)) {
    for (const term of termsOf(condition.term)) {
      if (term.kind !== 'compare') continue;
      const bare = [term.left, term.right].some(
        (side) => side.kind === 'number' && side.value !== 0 && side.value !== 1,
      );
      if (!bare) continue;
      const help = 'write the name of a threshold: it shows where the number is from, and can be set to another';
      report(condition.at, `"${condition.text}" compares with a number that has no name`, help);
      break;
    }
  }
}
