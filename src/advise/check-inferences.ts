import { didYouMean } from '../util/did-you-mean.ts';
import type { Where } from '../util/user-error.ts';
import { catalogue } from './evidence/catalogue.ts';
import { inferenceProblem } from './evidence/infer-answer.ts';
import type { DecisionTree } from './tree.ts';

type Report = (at: Where, message: string, help?: string) => void;

/** Reports an `infer` that names no fact, or a fact that can never be an answer: the question would stay open without a word. */
export function checkInferences(tree: DecisionTree, report: Report): void {
  for (const input of tree.inputs.values()) {
    if (input.infer === null) continue;
    const { fact, at } = input.infer;
    const problem = inferenceProblem(input);
    if (problem) report(at, problem.message, problem.help);
    if (catalogue.has(fact)) continue;
    const near = didYouMean(fact, catalogue.keys());
    const help = near ? `did you mean "${near}"?` : '"archwright evidence" lists the facts';
    report(at, `"${input.id}" is inferred from "${fact}", which is no fact`, help);
  }
}
