import type { Where } from '../util/user-error.ts';
import type { DecisionTree, Input } from './tree.ts';

/**
 * An answer to a shared question holds in every tree that asks for it. So the questions have to be the same: what one tree
 * takes for engineers, another must not take for teams.
 */
export function checkSharedInputs(
  tree: DecisionTree,
  trees: ReadonlyMap<string, DecisionTree>,
  report: (at: Where, message: string, help?: string) => void,
): void {
  for (const input of tree.inputs.values()) {
    for (const other of trees.values()) {
      const same = other.id === tree.id ? undefined : other.inputs.get(input.id);
      if (same === undefined || !(input.shared || same.shared)) continue;
      const help = `shared questions have the same type, unit, values, limits and words in every tree`;
      const differing = differences(input, same);
      if (differing.length === 0) continue;
      report(input.at, `"${input.id}" is shared with "${other.id}", and differs in: ${differing.join(', ')}`, help);
      break;
    }
  }
}

function differences(a: Input, b: Input): string[] {
  const values = (input: Input): string => input.choices.map(({ value }) => value).join(' ');
  const pairs: [string, unknown, unknown][] = [
    ['shared', a.shared, b.shared],
    ['type', a.type, b.type],
    ['unit', a.unit, b.unit],
    ['min', a.min, b.min],
    ['max', a.max, b.max],
    ['values', values(a), values(b)],
    ['unknown', a.unknown, b.unknown],
    ['ask', a.ask, b.ask],
    ['help', a.help, b.help],
  ];
  return pairs.filter(([, left, right]) => left !== right).map(([name]) => name);
}
