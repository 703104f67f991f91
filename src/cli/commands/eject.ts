import type { Command } from 'commander';
import type { OwnershipFlags } from '../run-ownership.ts';

const EXAMPLES = `
Examples:
  archwright eject services/orders/Dockerfile       yours from here on: never written again
  archwright eject services/orders/src/handlers     a folder stands for every generated file in it

"archwright status" lists what was ejected, and "archwright adopt" takes it back.
Exit status: 0, 2 wrong use.`;

export function define(command: Command): void {
  command
    .argument('<file...>', 'generated files or folders, relative to archwright.yaml')
    .option('--dir <dir>', 'folder of archwright.yaml', '.')
    .option('--json', 'as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], flags: OwnershipFlags) =>
      (await import('../run-ownership.ts')).runEject(files, flags),
    );
}
