import type { Command } from 'commander';
import type { GenerationFlags } from '../run-generation.ts';

const EXAMPLES = `
Examples:
  archwright generate                      what archwright.yaml in this folder declares
  archwright generate shop --dry-run       the plan and its diff; nothing is written
  archwright generate --keep services/orders/src/routes.ts
                                           settle a conflict in favor of your version

A file that you edited is never overwritten: what the template changed since is merged into it, and where both changed the
same lines nothing at all is written. A file that archwright did not generate is never touched.
Exit status: 0 written or nothing to do, 1 a conflict, 2 wrong use, bad configuration or an internal error.`;

export function define(command: Command): void {
  command
    .argument('[dir]', 'folder with archwright.yaml', '.')
    .option('--dry-run', 'show the plan and a unified diff, write nothing')
    .option('--json', 'the plan as JSON')
    .option('--keep <path>', 'keep your version of a file that is in conflict (repeatable)', collect)
    .option('--node <release>', 'Node.js to generate for: 20, 22, 24 or 26 (new systems: the one that runs this)')
    .option('--restore', 'write again what was deleted since it was generated')
    .option('--install', 'run npm install when something was written')
    .addHelpText('after', EXAMPLES)
    .action(generate);
}

async function generate(dir: string, flags: GenerationFlags): Promise<void> {
  const { findBlueprint, readBlueprint } = await import('../../blueprint/read-blueprint.ts');
  const { requireFolder } = await import('../../io/read-text.ts');
  const { UserError } = await import('../../util/user-error.ts');
  const { runGeneration } = await import('../run-generation.ts');
  requireFolder(dir);
  const path = findBlueprint(dir);
  if (path === undefined)
    throw new UserError(`there is no archwright.yaml in "${dir}"`, {
      help: 'write one, or begin with "archwright new service"',
    });
  const written = runGeneration(dir, readBlueprint(path), flags);
  if (flags.install && written > 0) await (await import('../install-dependencies.ts')).installDependencies(dir);
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
