import type { Blueprint } from '../../blueprint/blueprint.ts';
import { UserError } from '../../util/user-error.ts';
import { readAnswersFile } from './answers-file.ts';
import type { Answers, Guides } from './guide.ts';
import { attributeOf, flagText, type Answer, type Question } from './question.ts';

/** Where answers come from. */
export interface Sources {
  /** Options and arguments as commander gives them, by attribute; arguments by the key of their question. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly blueprint: Blueprint | undefined;
  /** Whether there is somebody to ask. */
  readonly terminal: boolean;
  /** `archwright add call`, for messages. */
  readonly command: string;
}

/**
 * Answers each question: by its flag, else by the answers file, else by asking, else by its default. Throws one UserError that
 * names the flag of each answer that is missing when nobody can be asked; never waits for anybody then.
 */
export async function gatherAnswers(
  questions: readonly Question[],
  guides: Guides,
  { flags, blueprint, terminal, command }: Sources,
): Promise<Answers> {
  const yes = flags['yes'] === true;
  const file = typeof flags['answers'] === 'string' ? readAnswersFile(flags['answers'], questions) : new Map();
  const answers = new Map<string, Answer>();
  for (const question of questions) {
    const said = saidBy(flags, question) ?? file.get(question.key);
    if (said !== undefined) answers.set(question.key, said);
  }
  const missing: Question[] = [];
  for (const question of questions) {
    const guide = guides[question.key] ?? {};
    const around = { blueprint, answers };
    const said = answers.get(question.key);
    if (said !== undefined) requireGood(question, said, guides, answers, blueprint);
    else if (guide.wanted?.(around) === false) continue;
    else if (terminal && !yes) {
      const { askFor } = await import('./ask.ts');
      answers.set(question.key, await askFor(question, guide, around));
    } else {
      const silent = guide.silent?.(around, yes);
      if (silent === undefined) missing.push(question);
      else answers.set(question.key, silent);
    }
  }
  if (missing.length > 0) throw missingAnswers(missing, command);
  return answers;
}

function saidBy(flags: Sources['flags'], question: Question): Answer | undefined {
  const value = flags[attributeOf(question) ?? question.key];
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return Array.isArray(value) ? value.map(String) : undefined;
}

function requireGood(
  question: Question,
  said: Answer,
  guides: Guides,
  answers: Answers,
  blueprint: Blueprint | undefined,
): void {
  const flawOf = guides[question.key]?.flawOf;
  for (const text of typeof said === 'object' ? said : [String(said)]) {
    const flaw = flawOf?.(text, { blueprint, answers });
    if (flaw) throw new UserError(`"${text}" ${flaw.what}`, { help: flaw.help });
  }
}

function missingAnswers(missing: readonly Question[], command: string): UserError {
  return new UserError('answers are missing, and there is no terminal to ask at', {
    frame: missing.map((question) => ` missing: ${flagText(question)}  ${question.ask}`).join('\n'),
    help: `give them by these flags or with --answers FILE; "${command} --help" explains them`,
  });
}
