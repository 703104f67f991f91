import type { Command } from 'commander';
import { addExamples } from '../own-examples.ts';

/** `archwright trees`: what the advisor knows, for people who want to read, write, check or test decision trees. */
export function define(command: Command): void {
  command
    .command('list', { isDefault: true })
    .description('List the decision trees')
    .option('--json', 'as JSON')
    .action(async (options: { json?: true }) => {
      process.exitCode = (await import('../run-trees.ts')).listTrees(options);
    });
  command
    .command('show <tree>')
    .description('Show the questions, rules, thresholds and sources of a tree (its id, or a YAML file)')
    .action(async (tree: string) => {
      process.exitCode = (await import('../run-trees.ts')).showTree(tree);
    });
  command
    .command('check [files...]')
    .description('Check trees: yours, or all of ours')
    .option('--json', 'as JSON')
    .action(async (files: string[], options: { json?: true }) => {
      process.exitCode = await (await import('../run-trees.ts')).checkTrees(files, options);
    });
  command
    .command('graph <tree>')
    .description('Draw a tree as a Mermaid flowchart (its id, or a YAML file)')
    .action(async (tree: string) => {
      process.exitCode = (await import('../run-trees.ts')).graphTree(tree);
    });
  command
    .command('test [tree]')
    .description('Run scenarios: answers, and the recommendation that they must lead to')
    .option('--scenarios <folder>', 'where <tree>.yaml lies (default: "scenarios", beside the tree or here)')
    .option('--json', 'as JSON')
    .action(async (tree: string | undefined, options: { scenarios?: string; json?: true }) => {
      process.exitCode = await (await import('../run-tree-tests.ts')).testTrees(tree, options);
    });
  addExamples(command, examples);
}

const examples = [
  'archwright trees list',
  'archwright trees show communication',
  'archwright trees check my-trees/cache.yaml',
  'archwright trees test my-trees/cache.yaml           with my-trees/scenarios/cache.yaml',
  'archwright trees graph architecture-style > architecture-style.mmd',
];
