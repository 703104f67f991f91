import type { Command } from 'commander';
import type { StatusFlags } from '../run-status.ts';

const EXAMPLES = `
Examples:
  archwright status                  what is not as it was generated
  archwright status shop --check     in CI: status 1 when something is to be done
  archwright status --json

clean      as generated                       outdated   the blueprint or the templates give something else by now
edited     changed by you                     missing    should be there
merged     your edits beside the template's   conflict   waits to be settled
ejected    yours, never written               orphan     edited, and generated no longer
Exit status: 0; 1 with --check when a file is outdated, missing, in conflict or an orphan; 2 wrong use.`;

export function define(command: Command): void {
  command
    .argument('[dir]', 'folder with archwright.yaml', '.')
    .option('--check', 'status 1 when something is to be done')
    .option('--all', 'list clean files, too')
    .option('--json', 'as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (dir: string, flags: StatusFlags) => (await import('../run-status.ts')).runStatus(dir, flags));
}
