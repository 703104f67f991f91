import { Option, type Command } from 'commander';
import type { ExtractFlags } from '../run-extract.ts';

const EXAMPLES = `
Examples:
  archwright extract payment --bus nats      the module becomes services/payment; events go through NATS
  archwright extract payment --dry-run       what would move and change, and its diff; nothing is written
  archwright extract payment --no-facade     who asks for its paths has to ask the service

Your edits move with the files that they are in. Where an edit cannot move, nothing is written. How the running system and
its tables follow is written to deploy/extract-<module>/README.md. docs/modular-monolith.md tells more.
Exit status: 0 written or shown, 1 a conflict, 2 wrong use, code that leads out of the module, or an internal error.`;

/** `archwright extract`: takes a module out of the modular monolith. */
export function define(command: Command): void {
  command
    .argument('<module>', 'name of the module, as in archwright.yaml')
    .argument('[dir]', 'folder with archwright.yaml', '.')
    .addOption(
      new Option('--bus <broker>', 'what events go through from now on, where they stayed in the process').choices([
        'nats',
        'rabbitmq',
        'redis',
        'kafka',
        'sqs',
      ]),
    )
    .option('--no-facade', 'the monolith does not pass on what is asked of the module')
    .option('--dry-run', 'show the plan and a unified diff, write nothing')
    .option('--json', 'the plan as JSON')
    .option('--keep <path>', 'keep your version of a file that is in conflict (repeatable)', collect)
    .option('--install', 'run npm install when something was written')
    .addHelpText('after', EXAMPLES)
    .action(async (module: string, dir: string, flags: ExtractFlags) => {
      const { runExtract } = await import('../run-extract.ts');
      await runExtract(module, dir, flags);
    });
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
