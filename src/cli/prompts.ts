import { input as askText, select } from '@inquirer/prompts';
import chalk from 'chalk';
import type { Question, Said } from '../advise/session.ts';
import { formatValue, withUnit } from '../advise/format-value.ts';
import { expected, parseAnswer } from '../advise/parse-value.ts';
import type { DecisionTree, Input, Value } from '../advise/tree.ts';
import { wordsOf, wrapWords } from '../util/wrap-words.ts';
import { promptOrKey } from './prompt-keys.ts';
import { helpText, introduction, proposedText } from './question-text.ts';

const dontKnow = "I don't know";

/** Asks a person at the terminal; Ctrl-C throws inquirer's ExitPromptError. `width` is that of the terminal. */
export async function askQuestion(question: Question, width: number): Promise<Said | 'back'> {
  const { input } = question;
  process.stdout.write(`\n${introduction(question, width)}\n`);
  let explained = false;
  for (;;) {
    const keys = question.canGoBack ? (['?', '<'] as const) : (['?'] as const);
    const pressed = await promptOrKey<Said | 'other', '?' | '<'>(
      (context) =>
        input.type === 'enum' || input.type === 'bool'
          ? askChoice(question, width, context)
          : askNumber(question, width, context),
      keys,
    );
    if ('key' in pressed) {
      if (pressed.key === '<') return 'back';
      if (!explained) process.stdout.write(`${helpText(question, width)}\n`);
      explained = true;
    } else if (pressed.value !== 'other') return pressed.value;
    else {
      const note = await askOther(width);
      if (note !== '') return { value: null, note };
    }
  }
}

/** Lets a person choose the decision to make. */
export async function askTree(trees: ReadonlyMap<string, DecisionTree>, first: string, width: number): Promise<string> {
  const choices = [...trees.values()].map((tree) => choice(tree.title, tree.id, width, tree.question));
  return select({ message: 'What do you want to decide?', choices, default: first, pageSize: 12 });
}

/** Asks what to do after a decision: go on with one that follows, finish, or go back. */
export async function askProceed(
  open: readonly DecisionTree[],
  canGoBack: boolean,
  width: number,
): Promise<DecisionTree | 'finish' | 'back'> {
  process.stdout.write('\n');
  const pressed = await promptOrKey(
    (context) =>
      select<DecisionTree | 'finish' | 'back'>(
        {
          message: 'What next?',
          pageSize: 12,
          theme: theme(canGoBack ? [['<', 'back']] : []),
          choices: [
            ...open.map((tree) => ({
              name: `Go on with: ${tree.title}`,
              value: tree,
              description: wrapped(tree.question, width),
            })),
            { name: 'Finish, and record what was decided', short: 'finish', value: 'finish' as const },
            ...(canGoBack ? [{ name: 'Go back to the last question', value: 'back' as const }] : []),
          ],
        },
        context,
      ),
    canGoBack ? ['<'] : [],
  );
  return 'key' in pressed ? 'back' : pressed.value;
}

/** Whether to go on with an interview that was stopped. */
export async function askResume(title: string, answers: number, width: number): Promise<'resume' | 'anew'> {
  return select<'resume' | 'anew'>({
    message: wrapped(`An interview was stopped: ${title}, ${withUnit(String(answers), 'answers')}.`, width),
    choices: [
      { name: 'Go on with it', short: 'go on', value: 'resume' },
      { name: 'Forget it, and start anew', short: 'start anew', value: 'anew' },
    ],
  });
}

type Context = Parameters<typeof select>[1];

async function askChoice(question: Question, width: number, context: Context): Promise<Said | 'other'> {
  const { input, proposal } = question;
  const values: readonly (readonly [string, Value, string | null])[] =
    input.type === 'bool'
      ? [
          ['Yes', true, null],
          ['No', false, null],
        ]
      : input.choices.map(({ value, label, help }) => [label, value, help] as const);
  const said = new Map<Value | null, Said>(values.map(([, value]) => [value, { value, note: null }]));
  const unknown: Said = { value: null, note: null };
  const other = input.type === 'enum' && input.unknown ? [choice('Something else', 'other' as const, width)] : [];
  const open = input.unknown ? [choice(dontKnow, unknown, width)] : [];
  const start = proposal === null ? input.default : proposal.value;
  const skipped = proposal === null ? undefined : proposal.note === null ? unknown : 'other';
  const first = start === null ? skipped : said.get(start);
  return select<Said | 'other'>(
    {
      message: wrapped(input.ask, width),
      choices: [
        ...values.map(([label, value, help]) => choice<Said | 'other'>(label, said.get(value) ?? unknown, width, help)),
        ...other,
        ...open,
      ],
      pageSize: 12,
      theme: { style: { ...theme(keysOf(question)).style, ...under([input.help], width) } },
      ...(first !== undefined && { default: first }),
    },
    context,
  );
}

async function askOther(width: number): Promise<string> {
  const message = wrapped(
    'What is it, in a few words? It is kept in the record; the rules count it as unknown.',
    width,
  );
  return (await askText({ message: `${message}\n ` })).trim().replaceAll(/\s+/g, ' ');
}

async function askNumber(question: Question, width: number, context: Context): Promise<Said> {
  const { input } = question;
  const proposed = proposedText(question);
  const text = await askText(
    {
      message: wrapped(input.ask, width),
      theme: { style: under([input.help, `(${hint(question)})`], width) },
      ...(proposed !== undefined && { default: proposed }),
      validate: (raw) => flawOf(input, raw) ?? true,
      transformer: (raw, { isFinal }) => (isFinal ? chalk.cyan(finalText(input, raw)) : raw),
    },
    context,
  );
  return { value: understood(input, text), note: null };
}

function flawOf(input: Input, raw: string): string | undefined {
  if (isSkip(raw)) return input.unknown ? undefined : `It cannot be left unknown: give ${expected(input)}`;
  const parsed = raw.trim() === '' ? null : parseAnswer(input, raw);
  if (parsed === null) return `Give ${expected(input)}${input.unknown ? ", or - if you don't know" : ''}`;
  return 'wrong' in parsed ? `${parsed.wrong}: ${parsed.help ?? expected(input)}` : undefined;
}

function understood(input: Input, text: string): Value | null {
  if (isSkip(text)) return null;
  const parsed = parseAnswer(input, text);
  if ('value' in parsed) return parsed.value;
  throw new Error(`an answer that was accepted could not be read: ${text}`);
}

function isSkip(raw: string): boolean {
  return ['-', 'skip', "don't know", 'dont know'].includes(raw.trim().toLowerCase());
}

function finalText(input: Input, raw: string): string {
  const value = flawOf(input, raw) === undefined ? understood(input, raw) : raw;
  if (value === null) return dontKnow;
  return typeof value === 'number' ? withUnit(formatValue(input.type, value), input.unit) : raw;
}

function hint(question: Question): string {
  const { input } = question;
  const keys = keysOf(question).map(([key, what]) => `${key} ${what}`);
  return [expected(input), ...(input.unknown ? ["- I don't know"] : []), ...keys].join(' · ');
}

function keysOf({ canGoBack }: Question): [string, string][] {
  return [['?', 'why'], ...(canGoBack ? [['<', 'back'] satisfies [string, string]] : [])];
}

// A question with what explains it below, for as long as it is open.
function under(
  notes: readonly (string | null)[],
  width: number,
): { message: (text: string, status: string) => string } {
  const below = notes.map((note) => (note === null ? '' : `\n  ${wrapped(note, width, chalk.dim)}`)).join('');
  return { message: (text, status) => `${chalk.bold(text)}${status === 'done' ? '' : below}` };
}

function theme(more: readonly [string, string][]): { style: { keysHelpTip: () => string } } {
  const keys = [['↑↓', 'choose'], ['⏎', 'take'], ...more];
  return {
    style: { keysHelpTip: () => keys.map(([key, what]) => `${key} ${chalk.dim(what)}`).join(chalk.dim(' · ')) },
  };
}

interface Offered<T> {
  name: string;
  short: string;
  value: T;
  description?: string;
}

function choice<T>(label: string, value: T, width: number, help: string | null = null): Offered<T> {
  const name = wrapWords(wordsOf(label), width - 2, '', '  ').join('\n');
  return { name, short: label, value, ...(help !== null && { description: wrapped(help, width) }) };
}

// Left to itself, a prompt breaks a line in the middle of a word. Its mark takes two columns.
function wrapped(text: string, width: number, paint?: (text: string) => string): string {
  return wrapWords(wordsOf(text, paint), width - 2, '', '  ').join('\n');
}
