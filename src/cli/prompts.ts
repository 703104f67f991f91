import { confirm, input as askText, select } from '@inquirer/prompts';
import chalk from 'chalk';
import type { Asker, Question } from '../advise/session.ts';
import { answerText, bandText, formatValue, withUnit } from '../advise/format-value.ts';
import { expected, parseAnswer } from '../advise/parse-value.ts';
import type { DecisionTree, Input, Value } from '../advise/tree.ts';
import { wordsOf, wrapWords } from '../util/wrap-words.ts';

const dontKnow = "I don't know";

/** Asks a person at the terminal; Ctrl-C throws inquirer's ExitPromptError. `width` is that of the terminal. */
export function terminalAsker(width: number): Asker {
  return {
    answer: async (question) => {
      process.stdout.write(`\n${introduction(question, width)}\n`);
      const { input } = question;
      if (input.type === 'enum' || input.type === 'bool') return askChoice(input, width);
      return askNumber(input, width);
    },
  };
}

/** Lets a person choose the decision to make. */
export async function askTree(trees: ReadonlyMap<string, DecisionTree>, first: string): Promise<string> {
  const choices = [...trees.values()].map((tree) => ({ name: tree.title, value: tree.id, description: tree.question }));
  return select({ message: 'What do you want to decide?', choices, default: first });
}

/** Asks whether to go on with a decision that follows. */
export async function askNext(tree: DecisionTree): Promise<boolean> {
  return confirm({ message: `The next decision: ${tree.title}. Go on with it?`, default: true });
}

function introduction({ input, number, more }: Question, width: number): string {
  const progress = more === 0 ? `Question ${number}, the last one` : `Question ${number}, at most ${more} more`;
  const notes = [
    ...(input.why === null ? [] : [`Why we ask: ${input.why}`]),
    ...(input.help === null ? [] : [input.help]),
    ...(input.bands.length === 0 ? [] : [bandText(input)]),
  ];
  const lines = notes.flatMap((note) => wrapWords(wordsOf(note, chalk.dim), width));
  return [chalk.bold(progress), ...lines].join('\n');
}

async function askChoice(input: Input, width: number): Promise<Value | null> {
  const choices =
    input.type === 'bool'
      ? [choice('Yes', true), choice('No', false)]
      : input.choices.map(({ value, label, help }) => choice(label, value, help));
  const unknown = input.unknown
    ? [choice(dontKnow, null, 'A fair answer: the recommendation says what it could change.')]
    : [];
  return select<Value | null>({
    message: wrapped(input.ask, width),
    choices: [...choices, ...unknown],
    pageSize: 12,
    ...(input.default === null ? {} : { default: input.default }),
  });
}

function choice(
  name: string,
  value: Value | null,
  description?: string | null,
): { name: string; value: Value | null; description?: string } {
  return description ? { name, value, description } : { name, value };
}

async function askNumber(input: Input, width: number): Promise<Value | null> {
  const text = await askText({
    message: `${wrapped(input.ask, width)}\n  ${wrapped(`(${hint(input)})`, width, chalk.dim)}`,
    ...(input.default === null ? {} : { default: answerText(input, input.default) }),
    validate: (raw) => {
      const parsed = parseAnswer(input, raw);
      if ('value' in parsed && !(parsed.value === null && raw.trim() === '')) return true;
      return 'wrong' in parsed && raw.trim() !== ''
        ? `${parsed.wrong}: ${parsed.help ?? expected(input)}`
        : `It is ${hint(input)}`;
    },
    transformer: (raw, { isFinal }) => (isFinal ? finalText(input, raw) : raw),
  });
  const parsed = parseAnswer(input, text);
  if ('value' in parsed) return parsed.value;
  throw new Error(`an answer that was accepted could not be read: ${text}`);
}

// Left to itself, a prompt breaks a line in the middle of a word. Its mark takes two columns.
function wrapped(text: string, width: number, paint?: (text: string) => string): string {
  return wrapWords(wordsOf(text, paint), width - 2, '', '  ').join('\n');
}

function hint(input: Input): string {
  const what = expected(input);
  return input.unknown ? `${what}; ? if you don't know` : what;
}

function finalText(input: Input, raw: string): string {
  const parsed = parseAnswer(input, raw);
  if (!('value' in parsed)) return raw;
  if (parsed.value === null) return dontKnow;
  return withUnit(formatValue(input.type, parsed.value), input.unit);
}
