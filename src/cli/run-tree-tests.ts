import { dirname, join } from 'node:path';
import { readScenarios } from '../advise/read-scenarios.ts';
import { runScenarios, uncovered, type ScenarioResult } from '../advise/run-scenarios.ts';
import { isTreeFile, loadTrees, treeNamed } from '../advise/tree-library.ts';
import type { DecisionTree } from '../advise/tree.ts';
import { problemError } from '../advise/yaml-reader.ts';
import { listFolder } from '../io/list-folder.ts';
import { isFile, readText } from '../io/read-text.ts';
import { UserError } from '../util/user-error.ts';
import { reportError } from './report-error.ts';

interface Tested {
  readonly tree: DecisionTree;
  readonly file: string;
  readonly text: string;
  readonly results: readonly ScenarioResult[];
}

/** Runs the scenarios of a tree, or of every tree that has some, and prints how each differs. Returns 1 when one does. */
export async function testTrees(
  word: string | undefined,
  options: { readonly scenarios?: string; readonly json?: true },
): Promise<number> {
  const tested = cases(word, options.scenarios).map(({ tree, file }): Tested => {
    const text = readText(file, 'the scenarios');
    return { tree, file, text, results: runScenarios(tree, readScenarios(file, text, tree)) };
  });
  const failed = tested.some(({ results }) => results.some(({ differences }) => differences.length > 0));
  if (options.json === true) process.stdout.write(`${JSON.stringify(asJson(tested), null, 2)}\n`);
  else for (const each of tested) await print(each);
  return failed ? 1 : 0;
}

function cases(word: string | undefined, folder: string | undefined): { tree: DecisionTree; file: string }[] {
  if (word !== undefined) {
    const trees = loadTrees(isTreeFile(word) ? word : undefined);
    const tree = [...trees.values()].find((each) => each.file === word) ?? treeNamed(trees, word);
    const file = join(folder ?? join(isTreeFile(word) ? dirname(word) : '.', 'scenarios'), `${tree.id}.yaml`);
    if (isFile(file)) return [{ tree, file }];
    const help = `write some into ${file}, or name their folder with --scenarios`;
    throw new UserError(`there are no scenarios for "${tree.id}"`, { where: { file }, help });
  }
  const trees = loadTrees();
  const from = folder ?? 'scenarios';
  const names = listFolder(from).filter((name) => name.endsWith('.yaml'));
  if (names.length > 0) {
    return names.map((name) => ({ tree: treeNamed(trees, name.replace(/\.yaml$/, '')), file: join(from, name) }));
  }
  throw new UserError('there are no scenarios', {
    where: { file: from },
    help: 'name a tree, or the folder of the scenarios with --scenarios; a file there is called like its tree: communication.yaml',
  });
}

async function print({ tree, file, text, results }: Tested): Promise<void> {
  for (const problem of results.flatMap(({ differences }) => differences)) {
    await reportError(problemError(problem, text));
  }
  const held = results.filter(({ differences }) => differences.length === 0).length;
  const { options, rules } = uncovered(tree, results);
  const parts = [list('options', options), list('rules', rules)].filter((part) => part !== '');
  const open = parts.length === 0 ? '' : `; none for ${parts.join(' and ')}`;
  process.stdout.write(`${file}: ${held} of ${results.length} scenarios hold${open}\n`);
}

function list(what: string, ids: readonly string[]): string {
  return ids.length === 0 ? '' : `the ${what} ${ids.join(', ')}`;
}

function asJson(tested: readonly Tested[]): unknown {
  const results = tested.flatMap(({ tree, file, results: each }) =>
    each.map(({ scenario, option, decided, differences }) => ({
      tree: tree.id,
      file,
      line: scenario.at.line,
      name: scenario.name,
      holds: differences.length === 0,
      option,
      decided,
      differences: differences.map(({ message, at }) => ({ message, line: at.line, column: at.column })),
    })),
  );
  const open = tested.map(({ tree, file, results: each }) => ({ tree: tree.id, file, ...uncovered(tree, each) }));
  return { schemaVersion: 1, results, uncovered: open };
}
