import type { Command } from 'commander';

/** Shows the examples of a command in its help, and those lines that a subcommand is in, in the help of that one, too. */
export function addExamples(command: Command, lines: readonly string[]): void {
  command.addHelpText('after', textOf(lines));
  for (const child of command.commands) {
    const call = `archwright ${command.name()} ${child.name()}`;
    child.addHelpText('after', textOf(lines.filter((line) => line.includes(call))));
  }
}

function textOf(lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}
