import type { GivenAnswers } from './answers.ts';
import { recommend, type Verdict } from './recommend.ts';
import type { DecisionTree, Input, Value } from './tree.ts';
import type { Interview } from './walk-tree.ts';

/** One question of an interview, with how far it has come. */
export interface Question {
  readonly tree: DecisionTree;
  readonly input: Input;
  /** Counted from 1. */
  readonly number: number;
  /** How many more may follow it at most. */
  readonly more: number;
}

/** Whoever answers: a person at a terminal, or a script in a test. Null means "I don't know". */
export interface Asker {
  answer(question: Question): Promise<Value | null>;
}

/** A recommendation, or the interview that stopped because nobody was there to answer. */
export type Decision = { readonly verdict: Verdict } | { readonly pending: Interview };

/** Walks a tree from the given answers and asks for the others, one by one. Without an asker it stops at the first that is missing. */
export async function decide(tree: DecisionTree, given: GivenAnswers, asker: Asker | null): Promise<Decision> {
  const answers = new Map(given.answers);
  for (;;) {
    const decision = recommend(tree, answers, given.overrides);
    if ('verdict' in decision || asker === null) return decision;
    const { next: input, asked, atMost } = decision.pending;
    if (input === undefined) throw new Error('an interview without a next question is not pending');
    answers.set(input.id, await asker.answer({ tree, input, number: asked.size + 1, more: atMost - 1 }));
  }
}
