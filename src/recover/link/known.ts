import type { Expr } from '../facts/file-facts.ts';
import { Answers, type Answer } from './answers.ts';
import { Invocations } from './invocations.ts';

/** What evaluation has found out. Evaluators that follow each other share it: what a round changes falls, the rest is kept. */
export class Known {
  readonly answers = new Answers();
  readonly memo = new Map<Expr, Answer>();
  /** What callers pass for each parameter; null while that is being found out. */
  readonly joins = new Map<string, Answer | null>();
  readonly invocations = new Invocations(this.answers);
}
