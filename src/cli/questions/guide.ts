import type { Blueprint } from '../../blueprint/blueprint.ts';
import type { Flaw } from '../../blueprint/names.ts';
import type { Answer } from './question.ts';

/** Answers by the keys of their questions. */
export type Answers = ReadonlyMap<string, Answer>;

/** What is known when questions are asked: the blueprint as it is, if there is one. */
export interface Surroundings {
  readonly blueprint: Blueprint | undefined;
  readonly answers: Answers;
}

/** How one question is asked, and what answers it when nobody is there. */
export interface Guide {
  /** False where the answers so far leave nothing to ask. */
  readonly wanted?: (around: Surroundings) => boolean;
  /** What a person can choose from; an empty list for a free text. */
  readonly choices?: (around: Surroundings) => readonly string[];
  /** What Enter takes. */
  readonly offer?: (around: Surroundings) => Answer | undefined;
  /** What holds when nobody is asked; undefined when an answer is needed. Without this member, one is. */
  readonly silent?: (around: Surroundings, yes: boolean) => Answer | undefined;
  /** What is wrong with an answer, or with one of a list. */
  readonly flawOf?: (text: string, around: Surroundings) => Flaw | undefined;
}

/** The guides of a command, by the keys of its questions. */
export type Guides = Readonly<Record<string, Guide>>;

/** The text that answers a question; empty when nothing does. */
export function textOf(answers: Answers, key: string): string {
  const answer = answers.get(key);
  return answer === undefined || typeof answer === 'object' ? '' : String(answer);
}

/** The texts that answer a question. */
export function listOf(answers: Answers, key: string): readonly string[] {
  const answer = answers.get(key);
  if (answer === undefined || answer === '') return [];
  return typeof answer === 'object' ? answer : [String(answer)];
}

/** The answer as a number; null when there is none. */
export function numberOf(answers: Answers, key: string): number | null {
  const answer = answers.get(key);
  return typeof answer === 'number' ? answer : null;
}

/** Whether the answer is yes. */
export function isYes(answers: Answers, key: string): boolean {
  return answers.get(key) === true;
}
