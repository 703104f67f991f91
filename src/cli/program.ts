import { Command } from 'commander';
import { commands } from './commands/index.ts';

/** The command line; only commands that are `wanted` are loaded, the others are there with their summary alone. */
export async function createProgram(version: string, wanted: (name: string) => boolean): Promise<Command> {
  const program = new Command('archwright')
    .description('Architecture advisor, scaffolder, linter and documenter for Node.js back ends.')
    .version(version, '-V, --version', 'print the version')
    .option('--color', 'color even where the output is not a terminal')
    .option('--no-color', 'no color; so does NO_COLOR=1 in the environment')
    .helpOption('-h, --help', 'explain the command')
    .helpCommand('help [command]', 'explain a command')
    .showHelpAfterError('(archwright --help lists the commands)')
    .exitOverride();
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = program.command(name).summary(summary).description(summary);
    if (wanted(name)) (await load()).define(command.showHelpAfterError(`(archwright ${name} --help explains it)`));
  }
  program.addHelpText('after', '\nEach command explains itself: archwright <command> --help');
  return program;
}
