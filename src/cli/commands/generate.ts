import type { Command } from 'commander';
import type { GenerationFlags } from '../run-generation.ts';
import { conflictsOption } from './update.ts';

const EXAMPLES = `
Examples:
  archwright generate                      what archwright.yaml in this folder declares
  archwright generate shop --dry-run       the plan and its diff; nothing is written
  archwright generate --keep services/orders/src/routes.ts
                                           keep your version where both sides changed the same
  archwright generate --conflicts refuse   write nothing at all when there is a conflict

A file that you edited is never overwritten: what the template changed since is merged into it. Where both changed the same,
both stand between markers, to be settled with "archwright update --continue" or undone with "archwright update --abort".
A file that archwright did not generate, or that you ejected, is never touched.
Exit status: 0 written or nothing to do, 1 a conflict or a blueprint with errors, 2 wrong use, bad configuration or an internal error.`;

export function define(command: Command): void {
  command
    .argument('[dir]', 'folder with archwright.yaml', '.')
    .option('--dry-run', 'show the plan and a unified diff, write nothing')
    .option('--json', 'the plan as JSON')
    .addOption(conflictsOption())
    .option('--keep <path>', 'keep your version of a file that is in conflict (repeatable)', collect)
    .option('--node <release>', 'Node.js to generate for: 20, 22, 24 or 26 (new systems: the one that runs this)')
    .option('--restore', 'write again what was deleted since it was generated')
    .option('--no-lint', 'generate without judging the blueprint first')
    .option('--install', 'run npm install when something was written')
    .option('--run-hooks', 'run the programs that your templates name, after something was written')
    .addHelpText('after', EXAMPLES)
    .action(generate);
}

async function generate(dir: string, flags: GenerationFlags & { readonly runHooks?: boolean }): Promise<void> {
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
  const blueprint = readBlueprint(path);
  const written = runGeneration(dir, blueprint, flags);
  if (written > 0 && blueprint.templates.from.length > 0)
    await (await import('../run-hooks.ts')).runHooks(dir, blueprint, flags);
  if (flags.install && written > 0) await (await import('../install-dependencies.ts')).installDependencies(dir);
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
