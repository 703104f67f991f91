import { basename } from 'node:path';
import { checkText } from '../advise/check-tree.ts';
import { renderGraph } from '../advise/render-graph.ts';
import { renderTree } from '../advise/render-tree.ts';
import { builtInTreeFiles, isTreeFile, loadTrees, treeNamed } from '../advise/tree-library.ts';
import type { DecisionTree } from '../advise/tree.ts';
import { problemError, type Problem } from '../advise/yaml-reader.ts';
import { readText } from '../io/read-text.ts';
import { rules } from '../lint/rules/index.ts';
import { UserError } from '../util/user-error.ts';
import { reportError } from './report-error.ts';
import { columns, style } from './terminal.ts';

/** Prints id and question of every tree. */
export function listTrees(options: { readonly json?: true }): number {
  const trees = [...loadTrees().values()];
  if (options.json === true) {
    const plain = trees.map(({ id, version, title, question, summary }) => ({ id, version, title, question, summary }));
    process.stdout.write(`${JSON.stringify(plain, null, 2)}\n`);
    return 0;
  }
  const width = Math.max(...trees.map(({ id }) => id.length));
  for (const { id, question, inputs } of trees) {
    process.stdout.write(`${style.strong(id.padEnd(width))}  ${question} (at most ${inputs.size} questions)\n`);
  }
  process.stdout.write(
    `\nAnswer one: archwright advise ${trees[0]?.id ?? '<tree>'}\nRead one:   archwright trees show <tree>\n`,
  );
  return 0;
}

/** Prints everything that a tree knows. */
export function showTree(word: string): number {
  process.stdout.write(renderTree(treeOf(word), columns(), style));
  return 0;
}

/** Prints a tree as a Mermaid flowchart. */
export function graphTree(word: string): number {
  process.stdout.write(renderGraph(treeOf(word)));
  return 0;
}

/** Checks trees and prints every problem at its place. Returns 1 when there are any. */
export async function checkTrees(files: readonly string[], options: { readonly json?: true }): Promise<number> {
  const trees = loadTrees();
  const results = (files.length > 0 ? files : builtInTreeFiles()).map((file) => {
    const text = readText(file, 'the decision tree');
    return { file, text, problems: problemsOf(file, text, trees) };
  });
  const found = results.flatMap(({ problems }) => problems);
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ schemaVersion: 1, problems: found }, null, 2)}\n`);
    return found.length > 0 ? 1 : 0;
  }
  for (const { file, text, problems } of results) {
    for (const problem of problems) await reportError(problemError(problem, text));
    if (problems.length === 0)
      process.stdout.write(`${basename(file)}: every option can be reached, every path ends\n`);
  }
  if (found.length > 0) process.stdout.write(`${found.length} ${found.length === 1 ? 'problem' : 'problems'}\n`);
  return found.length > 0 ? 1 : 0;
}

function problemsOf(file: string, text: string, trees: ReadonlyMap<string, DecisionTree>): readonly Problem[] {
  try {
    return checkText(file, text, { trees, lintRules: rules.map(({ name }) => name) });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { line = 1, column = 1 } = error.where ?? {};
    return [{ message: error.message, at: { file, line, column } }];
  }
}

function treeOf(word: string): DecisionTree {
  if (!isTreeFile(word)) return treeNamed(loadTrees(), word);
  const tree = [...loadTrees(word).values()].find(({ file }) => file === word);
  if (tree === undefined) throw new Error(`${word} was read, and is not there`);
  return tree;
}
