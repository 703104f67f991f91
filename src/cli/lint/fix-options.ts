import type { Command } from 'commander';

/** How `archwright lint` is told to mend what it finds. */
export interface FixFlags {
  readonly fix?: boolean;
  readonly fixDryRun?: boolean;
  readonly force?: boolean;
}

/** Adds the options about mending findings. */
export function addFixOptions(command: Command): Command {
  return command
    .option('--fix', 'mend what can be mended mechanically, then report what is left')
    .option('--fix-dry-run', 'print what --fix would change, as a unified diff, and write nothing')
    .option('--force', 'let --fix change files with changes that are not committed');
}
