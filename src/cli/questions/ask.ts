import { checkbox, confirm, input, select } from '@inquirer/prompts';
import type { Flaw } from '../../blueprint/names.ts';
import { splitList } from '../split-list.ts';
import type { Guide, Surroundings } from './guide.ts';
import type { Answer, Question } from './question.ts';

// Enter alone takes what is offered, so that nothing at all needs a word.
const NONE = 'none';

/** Asks a person one question; Ctrl-C throws inquirer's ExitPromptError. */
export async function askFor(question: Question, guide: Guide, around: Surroundings): Promise<Answer> {
  const { kind, ask } = question;
  const offer = guide.offer?.(around);
  const choices = question.choices ?? guide.choices?.(around) ?? [];
  if (kind === 'yes') return confirm({ message: ask, default: offer === true });
  if (kind === 'list' || kind === 'lines')
    return choices.length > 0 ? askChoices(ask, choices, offer) : askList(ask, guide, around, offer);
  if (choices.length > 0) {
    const fallback = offer === undefined ? {} : { default: String(offer) };
    return select({
      message: ask,
      choices: choices.map((value) => ({ value, name: value === '' ? NONE : value })),
      pageSize: 12,
      ...fallback,
    });
  }
  if (kind === 'number') return askNumber(ask, guide, around, offer);
  return input({
    message: ask,
    ...(offer !== undefined && offer !== '' && { default: String(offer) }),
    validate: (text) => {
      if (text.trim() === '') return isOptional(guide, around) || 'An answer is needed.';
      return told(text, guide.flawOf?.(text, around));
    },
  });
}

function isOptional(guide: Guide, around: Surroundings): boolean {
  return guide.silent?.(around, false) !== undefined;
}

async function askChoices(message: string, choices: readonly string[], offer: Answer | undefined): Promise<string[]> {
  const offered = typeof offer === 'object' ? offer : [];
  const all = choices.map((value) => ({ value, checked: offered.includes(value) }));
  return checkbox({ message, choices: all, pageSize: 12 });
}

async function askList(
  message: string,
  guide: Guide,
  around: Surroundings,
  offer: Answer | undefined,
): Promise<string[]> {
  const offered = typeof offer === 'object' ? offer.join(', ') : '';
  const optional = isOptional(guide, around) || offered !== '';
  const none = optional ? ` (${offered === '' ? 'empty' : `"${NONE}"`} for none)` : '';
  const text = await input({
    message: `${message}, separated by commas${none}`,
    ...(offered !== '' && { default: offered }),
    validate: (typed) => {
      const names = typedList(typed);
      if (names.length === 0 && !optional) return 'An answer is needed.';
      const wrong = names.find((name) => guide.flawOf?.(name, around) !== undefined);
      return wrong === undefined || told(wrong, guide.flawOf?.(wrong, around));
    },
  });
  return typedList(text);
}

async function askNumber(
  message: string,
  guide: Guide,
  around: Surroundings,
  offer: Answer | undefined,
): Promise<Answer> {
  const text = await input({
    message: `${message} (empty for the default)`,
    ...(offer !== undefined && { default: String(offer) }),
    validate: (typed) => {
      if (typed.trim() === '') return true;
      return /^\d{1,9}$/.test(typed.trim())
        ? told(typed, guide.flawOf?.(typed.trim(), around))
        : 'A whole number is expected.';
    },
  });
  return text.trim() === '' ? '' : Number(text);
}

function typedList(text: string): string[] {
  return text.trim() === NONE ? [] : splitList(text);
}

function told(name: string, flaw: Flaw | undefined): true | string {
  return flaw === undefined || `"${name}" ${flaw.what}: ${flaw.help}`;
}
