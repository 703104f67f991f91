import { dirname, join } from 'node:path';
import { overlaysIn, withThresholds } from '../advise/advise-settings.ts';
import { applyOverlay } from '../advise/overlay.ts';
import { isTreeFile, loadTrees, treeNamed } from '../advise/tree-library.ts';
import type { DecisionTree } from '../advise/tree.ts';
import { findBlueprint } from '../blueprint/read-blueprint.ts';
import { readText } from '../io/read-text.ts';

/** Trees as they hold in a folder, and the one that was asked for. */
export interface TreesHere {
  readonly trees: ReadonlyMap<string, DecisionTree>;
  /** The tree that the word on the command line means; null without a word. */
  readonly named: DecisionTree | null;
}

/**
 * The trees of the package, with the file that `word` may be, changed by the overlays of archwright.yaml, then by those of the
 * command line, then by the thresholds of archwright.yaml. Throws UserError for a mistake in any of them.
 */
export function treesHere(word: string | undefined, overlays: readonly string[] = [], dir = '.'): TreesHere {
  const file = word !== undefined && isTreeFile(word) ? word : undefined;
  const plain = loadTrees(file);
  const id = file === undefined ? word : [...plain.keys()].at(-1);
  const blueprint = findBlueprint(dir);
  const text = blueprint === undefined ? '' : readText(blueprint, 'the blueprint');
  const configured = blueprint === undefined ? [] : overlaysIn(blueprint, text);
  const folder = dirname(blueprint ?? '.');
  let trees: ReadonlyMap<string, DecisionTree> = plain;
  for (const path of [...configured.map((each) => join(folder, each)), ...overlays]) {
    trees = applyOverlay(path, readText(path, 'the overlay'), trees);
  }
  if (blueprint !== undefined) trees = withThresholds(blueprint, text, trees);
  return { trees, named: id === undefined ? null : treeNamed(trees, id) };
}
