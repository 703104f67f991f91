import { Option, type Command } from 'commander';
import type { UpdateFlags } from '../run-update.ts';

const EXAMPLES = `
Examples:
  archwright update                        bring what was generated to the templates of this version
  archwright update shop --dry-run         the plan and its diff; nothing is written
  archwright update --continue             conflicts are settled: end the update
  archwright update --continue --theirs services/orders/src/config.ts
  archwright update --abort                have every file back as it was

Your edits are merged with what the templates changed. Where both changed the same lines of code, they stand between markers;
in JSON and YAML your value stays, so that the file can be read, until you change it or name the file.
Exit status: 0 done or nothing to do, 1 conflicts to settle, 2 wrong use, bad configuration or an internal error.`;

export function define(command: Command): void {
  command
    .argument('[dir]', 'folder with archwright.yaml', '.')
    .option('--dry-run', 'show the plan and a unified diff, write nothing')
    .option('--json', 'the plan as JSON')
    .addOption(conflictsOption())
    .option('--keep <path>', 'keep your version of a file that is in conflict (repeatable)', collect)
    .option('--restore', 'write again what was deleted since it was generated')
    .option('--node <release>', 'Node.js to generate for: 20, 22, 24 or 26')
    .option('--install', 'run npm install when something was written')
    .option('--continue', 'end an update whose conflicts are settled')
    .option('--ours <file>', 'with --continue: settle a file for your side (repeatable)', collect)
    .option('--theirs <file>', 'with --continue: settle a file for the template (repeatable)', collect)
    .option('--abort', 'undo an update that left conflicts')
    .option('--force', 'with --abort: also take away what was edited since')
    .addHelpText('after', EXAMPLES)
    .action(async (dir: string, flags: UpdateFlags) => (await import('../run-update.ts')).runUpdate(dir, flags));
}

/** `--conflicts`, as every command that generates has it. */
export function conflictsOption(): Option {
  return new Option(
    '--conflicts <mode>',
    'where you and the template changed the same: write both, nothing, or one side',
  )
    .choices(['markers', 'refuse', 'ours', 'theirs'])
    .default('markers');
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
