import { didYouMean } from '../util/did-you-mean.ts';
import type { Where } from '../util/user-error.ts';
import type { DecisionTree } from './tree.ts';

/** What is wrong with the conflicts that a tree's options name: each has to be an option that is there, and not itself. */
export function checkConflicts(
  tree: DecisionTree,
  trees: ReadonlyMap<string, DecisionTree>,
  report: (at: Where, message: string, help?: string) => void,
): void {
  const known = new Map([...trees, [tree.id, tree]]);
  for (const option of tree.options.values()) {
    for (const conflict of option.conflicts) {
      const other = known.get(conflict.tree);
      const start = `"${option.id}" is in conflict with`;
      if (other === undefined) {
        const near = didYouMean(conflict.tree, known.keys());
        report(
          conflict.at,
          `${start} the tree "${conflict.tree}", which is no tree`,
          near && `did you mean "${near}"?`,
        );
      } else if (!other.options.has(conflict.option)) {
        const near = didYouMean(conflict.option, other.options.keys());
        const help = near
          ? `did you mean "${near}"?`
          : `options of "${other.id}" are: ${[...other.options.keys()].join(', ')}`;
        report(conflict.at, `${start} "${conflict.option}" of "${other.id}", which is no option`, help);
      } else if (other.id === tree.id && conflict.option === option.id) {
        report(conflict.at, `${start} itself`);
      }
    }
  }
}
