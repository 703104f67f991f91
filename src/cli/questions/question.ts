import { InvalidArgumentError, Option, type Command } from 'commander';
import { splitList } from '../split-list.ts';

/** What an answer is: `list` may be given with commas, `lines` only by repeating the flag. */
type AnswerKind = 'text' | 'choice' | 'list' | 'lines' | 'number' | 'yes';

/** Something that a command has to know: asked at a terminal, or said by a flag or in an answers file. Plain data. */
export interface Question {
  /** Its name in an answers file. */
  readonly key: string;
  /** `--owns <tables>`; of an argument `[name]`. */
  readonly flag: string;
  readonly kind: AnswerKind;
  /** For the help of the command. */
  readonly help: string;
  /** What a person is asked. */
  readonly ask: string;
  /** What a `choice` can be. */
  readonly choices?: readonly string[];
}

/** An answer as flags, files and prompts give it. */
export type Answer = string | number | boolean | readonly string[];

/** The attribute by which commander gives what a question's flag says; undefined for an argument. */
export function attributeOf({ flag }: Question): string | undefined {
  return flag.startsWith('--') ? new Option(flag).attributeName() : undefined;
}

/** How a person names the question on the command line: `--owns <tables>`, `<name>`. */
export function flagText({ flag }: Question): string {
  return flag.startsWith('--') ? flag : flag.replace(/^\[(.*)\]$/, '<$1>');
}

/** Adds an argument or option for each question, and those that say where answers come from. */
export function addQuestions(command: Command, questions: readonly Question[]): Command {
  for (const question of questions) {
    if (!question.flag.startsWith('--')) command.argument(question.flag, question.help);
    else command.addOption(optionOf(question));
  }
  return command
    .option('--answers <file>', 'read answers from a YAML or JSON file; flags win over it')
    .option('-y, --yes', 'ask nothing, take the defaults');
}

// What was given before is not there at first.
type Before = readonly string[] | undefined;

function optionOf({ flag, help, kind, choices }: Question): Option {
  const option = new Option(flag, help);
  if (choices && kind === 'choice') return option.choices([...choices]);
  if (kind === 'number') return option.argParser(wholeNumber);
  if (kind === 'list') return option.argParser((text, before: Before) => [...(before ?? []), ...splitList(text)]);
  if (kind === 'lines') return option.argParser((text, before: Before) => [...(before ?? []), text]);
  return option;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('A whole number is expected.');
  return Number(text);
}
