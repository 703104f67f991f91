import type { Command } from 'commander';
import type { OwnershipFlags } from '../run-ownership.ts';
import { conflictsOption } from './update.ts';

const EXAMPLES = `
Examples:
  archwright adopt services/orders/Dockerfile       generated again: what differs is merged
  archwright adopt .gitignore --dry-run

A file that was ejected gets what the template changed meanwhile. One that you made where the template writes one, too, stays
as it is; what the template changes from here on is merged into it.
Exit status: 0, 1 conflicts to settle, 2 wrong use.`;

export function define(command: Command): void {
  command
    .argument('<file...>', 'files that the blueprint generates, relative to archwright.yaml')
    .option('--dir <dir>', 'folder of archwright.yaml', '.')
    .option('--dry-run', 'show the plan and a unified diff, write nothing')
    .option('--json', 'the plan as JSON')
    .addOption(conflictsOption())
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], flags: OwnershipFlags) =>
      (await import('../run-ownership.ts')).runAdopt(files, flags),
    );
}
