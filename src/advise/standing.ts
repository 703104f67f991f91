import type { Situation } from './evaluate.ts';
import { optionOf } from './load-tree.ts';
import { possibleOptions, possibleOutcomes } from './outcomes.ts';
import type { Option } from './tree.ts';

/** Where a decision stands while it is under way. */
export interface Standing {
  /** What it would be if nobody knew any of the answers that are still missing; null when not even that can be told. */
  readonly leading: Option | null;
  /** Every option that can still come out, the leading one included. */
  readonly possible: readonly Option[];
}

/** What the answers so far speak for, and what is still possible. */
export function standingOf(situation: Situation): Standing {
  const { tree } = situation;
  const ignorant = new Map([...tree.inputs.keys()].map((id) => [id, situation.answers.get(id) ?? null]));
  const sure = possibleOutcomes({ ...situation, answers: ignorant }).find((outcome) => outcome.sure);
  return {
    leading: sure ? optionOf(tree, { then: sure.option }) : null,
    possible: possibleOptions(situation).map((id) => optionOf(tree, { then: id })),
  };
}
