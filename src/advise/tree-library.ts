import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { listFolder } from '../io/list-folder.ts';
import { readText } from '../io/read-text.ts';
import { didYouMean } from '../util/did-you-mean.ts';
import { UserError } from '../util/user-error.ts';
import { loadTree } from './load-tree.ts';
import type { DecisionTree } from './tree.ts';

const folder = fileURLToPath(new URL('../../decision-trees/', import.meta.url));

/** Where the trees of the package lie. */
export function builtInTreeFiles(): string[] {
  const names = listFolder(folder).filter((name) => name.endsWith('.yaml'));
  return names.map((name) => join(folder, name));
}

/** The trees of the package by id, and with `file` a tree of the user, which replaces ours if it has the same id. */
export function loadTrees(file?: string): Map<string, DecisionTree> {
  const files = file === undefined ? builtInTreeFiles() : [...builtInTreeFiles(), file];
  const trees = new Map<string, DecisionTree>();
  for (const each of files) {
    const tree = loadTree(each, readText(each, 'the decision tree'));
    // Taken out first, so that the user's tree comes last even where it replaces one of ours.
    trees.delete(tree.id);
    trees.set(tree.id, tree);
  }
  return trees;
}

/** Whether a word on the command line means a file rather than the id of a tree. */
export function isTreeFile(word: string): boolean {
  return /\.ya?ml$/.test(word) || /[/\\]/.test(word);
}

/** The tree with an id. Throws UserError with a did-you-mean. */
export function treeNamed(trees: ReadonlyMap<string, DecisionTree>, id: string): DecisionTree {
  const tree = trees.get(id);
  if (tree) return tree;
  const near = didYouMean(id, trees.keys());
  const known = `trees are: ${[...trees.keys()].join(', ')}`;
  throw new UserError(`there is no decision tree "${id}"`, { help: near ? `did you mean "${near}"? ${known}` : known });
}
