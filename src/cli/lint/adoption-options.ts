import type { Command } from 'commander';
import { names } from '../parse-option.ts';

/** How `archwright lint` is told what counts as known, and which findings are of interest. */
export interface AdoptionFlags {
  readonly init?: true;
  /** True: the file that the settings name, or the usual one; false: none. */
  readonly baseline?: string | boolean;
  readonly updateBaseline?: true;
  readonly pruneBaseline?: true;
  /** True: since the default branch. */
  readonly changed?: string | true;
  readonly service?: readonly string[];
}

/** Adds the options for a code base that has findings already. */
export function addAdoptionOptions(command: Command): Command {
  return command
    .option('--init', 'write settings, and a baseline of what is found now; nothing that is there is overwritten')
    .option('--baseline [file]', 'hide findings that this file knows (default: the one named in the settings)')
    .option('--no-baseline', 'show those too')
    .option('--update-baseline', 'make what is found now the baseline')
    .option('--prune-baseline', 'take out of the baseline what is no longer found')
    .option('--changed [ref]', 'only what was changed since this commit or branch (default: the default branch)')
    .option('--service <names>', 'only findings in which these services take part (separated by commas)', names);
}
