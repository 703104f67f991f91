import { givenFor, type AnswerBook } from '../advise/answers.ts';
import { walkChain, type Chain } from '../advise/chain.ts';
import type { Earlier } from '../advise/contradicted.ts';
import { standingOf } from '../advise/standing.ts';
import type { DecisionTree } from '../advise/tree.ts';
import { pathJson, questionJson, verdictJson } from '../advise/verdict-json.ts';
import { openQuestions } from '../advise/walk-tree.ts';
import { UserError } from '../util/user-error.ts';
import { doneJson, printJson, printNext, printVerdict, recordAll, unusedTrees } from './advise-output.ts';
import { missingAnswers } from './missing-answers.ts';
import type { Recorder } from './record-decision.ts';

/** How decisions are made where nobody is asked. */
export interface UnattendedOptions {
  readonly yes?: true;
  readonly json?: true;
}

/** Makes the decisions that the answers lead to, without asking. Returns 2 when answers are missing and JSON is wanted; else throws UserError. */
export function runUnattended(
  trees: ReadonlyMap<string, DecisionTree>,
  book: AnswerBook,
  start: DecisionTree,
  recorder: Recorder,
  earlier: Earlier,
  options: UnattendedOptions,
): number {
  let chain = walkChain(trees, book, start);
  while (chain.pending && options.yes === true) {
    leaveUnknown(chain.pending, book);
    chain = walkChain(trees, book, start);
  }
  if (chain.pending) return reportMissing(chain, chain.pending, options);
  // Nothing is written before every decision is made.
  const done = recordAll(chain.made, recorder, earlier);
  const unused = unusedTrees(book, chain.made);
  if (options.json === true) {
    printJson({ schemaVersion: 1, complete: true, decisions: done.map(doneJson), unusedTrees: unused });
    return 0;
  }
  const made = done.map(({ verdict }) => verdict.tree.id);
  for (const [index, each] of done.entries()) {
    if (index > 0) process.stdout.write('\n');
    printVerdict(each.verdict, each.contradicts);
    printNext(each, trees, book, made);
  }
  if (unused.length > 0)
    process.stdout.write(`\nNot used: the answers to ${unused.join(', ')}. No decision above leads there.\n`);
  return 0;
}

type Pending = NonNullable<Chain['pending']>;

function leaveUnknown({ tree, interview: { next } }: Pending, book: AnswerBook): void {
  if (next === undefined) throw new Error('an interview without a next question is not pending');
  if (!next.unknown) {
    throw new UserError(`"${next.id}" of "${tree.id}" cannot be left unknown`, {
      help: `give it with --set ${next.id}=…`,
    });
  }
  givenFor(book, tree.id).answers.set(next.id, null);
}

function reportMissing(chain: Chain, { tree, interview, remarks }: Pending, options: UnattendedOptions): number {
  const situation = { tree, answers: interview.asked, overrides: interview.overrides };
  const open = openQuestions(situation);
  const [next, ...later] = [...open].toSorted((a, b) => Number(b === interview.next) - Number(a === interview.next));
  if (next === undefined) throw new Error('answers are missing, but no question is open');
  if (options.json !== true) throw missingAnswers(tree, next, later);
  const { leading, possible } = standingOf(situation);
  const pending = {
    tree: tree.id,
    next: questionJson(next),
    mayFollow: later.map(questionJson),
    asked: interview.asked.size,
    atMost: interview.atMost,
    path: pathJson(tree, interview.asked, remarks),
    leading: leading === null ? null : leading.id,
    possible: possible.map(({ id }) => id),
  };
  printJson({
    schemaVersion: 1,
    complete: false,
    decisions: chain.made.map(({ verdict }) => verdictJson(verdict)),
    pending,
  });
  return 2;
}
