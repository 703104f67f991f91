import { Option, type Command } from 'commander';
import { names, wholeNumber } from '../parse-option.ts';
import type { SeamFlags } from '../run-seams.ts';

const EXAMPLES = `
Examples:
  archwright seams                                  the modules of the repository you are in
  archwright seams --modules "src/modules/*"        where modules lie, if that was not recognised
  archwright seams --value billing=3 --weight fan_in=2
  archwright seams --format markdown -o seams.md    a page with matrix, order and plans
  archwright seams --json                           everything, for programs

docs/evidence.md explains how the score is made.`;

/** `archwright seams`: which modules of a monolith could be deployed alone, and how. */
export function define(command: Command): void {
  command
    .argument('[dir]', 'root of the repository', '.')
    .option('--modules <globs>', 'folders that are modules, relative to the root; repeatable', names)
    .option('--top <number>', 'how many candidates are explained', wholeNumber, 5)
    .option('--plans <number>', 'for how many of them a plan is written', wholeNumber, 1)
    .option('--days <number>', 'days of history before the newest commit', wholeNumber, 365)
    .option('--largest-commit <files>', 'leave out commits that change more files', wholeNumber, 50)
    .option('--value <module=number>', 'what a module is worth to the business; repeatable (default: 1)', collect)
    .option('--weight <name=number>', 'another weight in the score: fan_in, shared_tables, fan_out, co_change', collect)
    .addOption(
      new Option('-f, --format <format>', 'text for people, a page, or data')
        .choices(['text', 'markdown', 'json'])
        .default('text'),
    )
    .option('--json', 'the same as --format json')
    .option('-o, --output <file>', 'write to a file')
    .option('--no-cache', 'neither use nor write .archwright/cache')
    .addHelpText('after', EXAMPLES)
    .action(async (dir: string, flags: SeamFlags) => {
      const { runSeams } = await import('../run-seams.ts');
      await runSeams(dir, flags);
    });
}

function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
