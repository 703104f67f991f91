import { Option, type Command } from 'commander';
import { addRecoveryOptions } from '../recovery-options.ts';
import type { SyncFlags } from '../run-sync.ts';

const EXAMPLES = `
Examples:
  archwright sync --to blueprint --dry-run   the diff of archwright.yaml; nothing is written
  archwright sync --to blueprint             write into archwright.yaml what the code says

Comments, order and form of everything else stay. A second run writes nothing. The other way, from archwright.yaml to code,
is "archwright generate".
Exit status: 0 archwright.yaml says what the code says, 1 something is left to you, 2 wrong use or an internal error.`;

export function define(command: Command): void {
  addRecoveryOptions(command)
    .argument('[dir]', 'folder with archwright.yaml', '.')
    .addOption(new Option('--to <side>', 'the side to write').choices(['blueprint']).makeOptionMandatory())
    .option('--dry-run', 'show the diff, write nothing')
    .option('--json', 'the outcome as JSON')
    .addHelpText('after', EXAMPLES)
    .action(sync);
}

async function sync(dir: string, flags: SyncFlags): Promise<void> {
  const { runSync } = await import('../run-sync.ts');
  process.exitCode = await runSync(dir, flags);
}
