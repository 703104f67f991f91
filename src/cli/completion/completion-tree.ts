import type { Command, Option } from 'commander';

/** What can stand behind a command, for scripts that complete it. */
export interface CompletedCommand {
  /** Words that lead to it: `lint`, `trees check`; empty for the program. */
  readonly name: string;
  readonly summary: string;
  readonly options: readonly CompletedOption[];
  /** What its argument may be; empty where that is a path or free. */
  readonly values: readonly string[];
}

/** An option of a command. */
export interface CompletedOption {
  /** `-f`, `--format`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** `required`: a value has to follow; `optional`: it may. */
  readonly value: 'none' | 'optional' | 'required';
  readonly values: readonly string[];
}

/** Names that are no choices of commander, by the option or the command (`explain`) that takes them. */
export type KnownNames = Readonly<Record<string, readonly string[]>>;

/** The program and its commands, those of commands included. */
export function completionTree(program: Command, known: KnownNames): readonly CompletedCommand[] {
  const visit = (command: Command, words: readonly string[]): CompletedCommand[] => {
    const subcommands = command.commands.map((inner) => inner.name());
    const name = words.join(' ');
    const choices = command.registeredArguments[0]?.argChoices ?? known[name] ?? [];
    const own = { name, summary: command.summary(), values: [...subcommands, ...choices] };
    const options = [
      ...command.options.filter(({ hidden }) => !hidden).map((option) => completed(option, known)),
      HELP,
    ];
    return [{ ...own, options }, ...command.commands.flatMap((inner) => visit(inner, [...words, inner.name()]))];
  };
  return visit(program, []);
}

const HELP: CompletedOption = {
  flags: ['-h', '--help'],
  description: 'explain the command',
  value: 'none',
  values: [],
};

function completed(
  { short, long, description, required, optional, argChoices }: Option,
  known: KnownNames,
): CompletedOption {
  const flags = [short, long].filter((flag) => flag !== undefined && flag !== null);
  const values = argChoices ?? known[long ?? ''] ?? [];
  return { flags, description, value: required ? 'required' : optional ? 'optional' : 'none', values };
}
