import { givenFor, reservedSections, type AnswerBook } from '../answers.ts';
import type { DecisionTree, Value } from '../tree.ts';
import type { FactReadings } from './catalogue.ts';
import { inferAnswer } from './infer-answer.ts';

/** An answer that was inferred for a question of a tree. */
export interface InferredAnswer {
  readonly tree: string;
  readonly question: string;
  readonly value: Value;
  readonly from: string;
}

/** A question that names a fact which says nothing here, and why. */
export interface OpenAnswer {
  readonly tree: string;
  readonly question: string;
  readonly why: string;
}

/** Every answer that a repository gives to the questions of trees. What somebody gave, for one tree or for all, wins. */
export function inferAnswers(
  trees: Iterable<DecisionTree>,
  book: AnswerBook,
  readings: FactReadings,
): { readonly inferred: readonly InferredAnswer[]; readonly open: readonly OpenAnswer[] } {
  const inferred: InferredAnswer[] = [];
  const open: OpenAnswer[] = [];
  const common = book.get(reservedSections.shared);
  for (const tree of trees) {
    const own = book.get(tree.id);
    for (const input of tree.inputs.values()) {
      const said = inferAnswer(input, readings);
      const given = own?.answers.has(input.id) === true || (input.shared && common?.answers.has(input.id) === true);
      if (said === null || given) continue;
      const at = { tree: tree.id, question: input.id };
      if ('value' in said) inferred.push({ ...at, ...said });
      else open.push({ ...at, why: said.open });
    }
  }
  return { inferred, open };
}

/** Puts inferred answers into a book, each with its source. A person is asked to confirm them; without one they count as given. */
export function giveInferred(book: AnswerBook, inferred: readonly InferredAnswer[]): void {
  for (const { tree, question, value, from } of inferred) {
    const given = givenFor(book, tree);
    given.answers.set(question, value);
    given.from.set(question, from);
  }
}
